/** The app package that Teams takes: a manifest and two icons, as a ZIP; the same bytes for the same input. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import { AppError } from '../../src/core/errors.ts';
import { textFor } from '../../src/core/text/index.ts';
import type { ManifestOptions } from '../../src/ports/adapter.ts';

/** A ZIP keeps when a file was last changed, by the clock on the wall, and no earlier year. */
const NEVER = '1980-01-01T12:00:00';

/** @param botId the Microsoft App ID of the Azure bot */
export async function appPackage(options: ManifestOptions, botId: string): Promise<Uint8Array> {
  checked(options, botId);
  const manifest = JSON.stringify(manifestOf(options, botId), undefined, 2);
  const files = {
    'manifest.json': new TextEncoder().encode(manifest),
    'color.png': await readFile(new URL('./color.png', import.meta.url)),
    'outline.png': await readFile(new URL('./outline.png', import.meta.url)),
  };
  return zipSync(files, { mtime: NEVER });
}

/** What it names Teams checks when the package is uploaded, and says less about. */
function checked({ publicUrl, locale }: ManifestOptions, botId: string): void {
  const { expected, invalid } = textFor(locale).config;
  const faults = [
    ...(GUID.test(botId) ? [] : [invalid({ name: 'TEAMS_APP_ID', expected: expected.guid })]),
    ...(publicUrl.startsWith('https:')
      ? []
      : [invalid({ name: 'PUBLIC_URL', expected: expected.secureUrl })]),
  ];
  if (faults.length > 0) throw new AppError('config_invalid', { faults });
}

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function manifestOf({ publicUrl, locale, version }: ManifestOptions, botId: string): object {
  const words = textFor(locale).forms.manifest;
  const { host, hostname } = new URL(publicUrl);
  // Who runs the bot is its developer to Teams, and has these pages or makes them.
  const site = `https://${host}`;
  const scopes = ['personal', 'team', 'groupChat'];
  return {
    $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.29/MicrosoftTeams.schema.json',
    manifestVersion: '1.29',
    version,
    id: appIdOf(botId),
    developer: { name: 'Retention', websiteUrl: site, privacyUrl: site, termsOfUseUrl: site },
    name: { short: 'Retention', full: words.name },
    description: { short: words.description, full: words.longDescription },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#0b6e55',
    bots: [
      {
        botId,
        scopes,
        isNotificationOnly: false,
        supportsTargetedMessages: true,
        commandLists: [
          {
            scopes,
            triggers: ['mention', 'slash'],
            commands: Object.entries(words.verbs).map(([title, description]) => ({
              title,
              description,
            })),
          },
        ],
      },
    ],
    supportsChannelFeatures: 'tier1',
    validDomains: [hostname],
  };
}

/**
 * Teams knows an app by this id, and takes a package with another for another app: hence made from the
 * bot's, as a UUID of version 5 (RFC 9562, section 5.5) in the namespace of URLs.
 */
function appIdOf(botId: string): string {
  const namespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');
  const name = `urn:retention-bot:teams-app:${botId.toLowerCase()}`;
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
