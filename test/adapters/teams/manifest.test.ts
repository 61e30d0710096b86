/** The app package that Teams takes. */
import { readFileSync } from 'node:fs';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import draft04 from 'ajv-draft-04';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { appPackage } from '../../../adapters/teams/manifest.ts';
import { AppError } from '../../../src/core/errors.ts';
import { textFor } from '../../../src/core/text/index.ts';

const schema = JSON.parse(
  readFileSync(
    new URL('../../fixtures/teams/teams-manifest-1.29.schema.json', import.meta.url),
    'utf8',
  ),
) as object;
const validate = new draft04.default({ strict: false, validateFormats: false }).compile(schema);

const BOT = '00001111-aaaa-2222-bbbb-3333cccc4444';
const OPTIONS = {
  publicUrl: 'https://retention.example.org:8443/bot/',
  socket: false,
  locale: 'en',
  version: '1.2.3',
} as const;

interface Manifest {
  readonly id: string;
  readonly version: string;
  readonly validDomains: string[];
  readonly bots: readonly {
    readonly botId: string;
    readonly commandLists: readonly {
      readonly triggers: string[];
      readonly commands: readonly { title: string; description: string }[];
    }[];
  }[];
}

async function unpacked(options: Partial<Parameters<typeof appPackage>[0]> = {}, bot = BOT) {
  const files = unzipSync(await appPackage({ ...OPTIONS, ...options }, bot));
  const content = new TextDecoder().decode(files['manifest.json']);
  return { files, manifest: JSON.parse(content) as Manifest };
}

async function pixelsOf(png: Uint8Array | undefined) {
  const image = await loadImage(Buffer.from(png ?? []));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const pixels = Array.from({ length: data.length / 4 }, (_, index) => [
    ...data.subarray(4 * index, 4 * index + 4),
  ]);
  return { size: [image.width, image.height], pixels };
}

describe.each(['en', 'zh-CN'] as const)('the package in %s', (locale) => {
  it('has a manifest that Teams takes', async () => {
    const { manifest } = await unpacked({ locale });
    validate(manifest);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('lists twelve commands at most, for mentions and slashes, in the reader’s words', async () => {
    const [list, ...more] = (await unpacked({ locale })).manifest.bots[0]?.commandLists ?? [];
    expect(more).toEqual([]);
    expect(list?.triggers).toEqual(['mention', 'slash']);
    expect(list?.commands.length).toBeLessThanOrEqual(12);
    const { verbs } = textFor(locale).forms.manifest;
    for (const { title, description } of list?.commands ?? []) {
      expect(verbs).toHaveProperty(title, description);
      expect(description.length).toBeLessThanOrEqual(128);
    }
  });
});

describe('the package', () => {
  it('is the same bytes every time, wherever it is made', async () => {
    const [first, second] = [await appPackage(OPTIONS, BOT), await appPackage(OPTIONS, BOT)];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
  });

  it('has three files at its root, and nothing else', async () => {
    const { files } = await unpacked();
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
  });

  it('tells Teams what the bot is and where it stands', async () => {
    const { manifest } = await unpacked();
    expect(manifest).toMatchObject({
      manifestVersion: '1.29',
      version: '1.2.3',
      validDomains: ['retention.example.org'],
      supportsChannelFeatures: 'tier1',
      bots: [
        {
          botId: BOT,
          scopes: ['personal', 'team', 'groupChat'],
          supportsTargetedMessages: true,
          isNotificationOnly: false,
        },
      ],
    });
    // Whoever asks to read every message needs an administrator's consent.
    expect(manifest).not.toHaveProperty('authorization');
  });

  it('is the same app for the same bot, and another for another', async () => {
    const idOf = async (bot: string, options = {}) => (await unpacked(options, bot)).manifest.id;
    const id = await idOf(BOT);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await idOf(BOT.toUpperCase(), { version: '2.0.0', locale: 'zh-CN' })).toBe(id);
    expect(await idOf(BOT.replace('0', '1'))).not.toBe(id);
  });

  it('has a full-colour icon without holes, and a white outline on nothing', async () => {
    const { files } = await unpacked();
    const color = await pixelsOf(files['color.png']);
    expect(color.size).toEqual([192, 192]);
    expect(color.pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
    const outline = await pixelsOf(files['outline.png']);
    expect(outline.size).toEqual([32, 32]);
    const drawn = outline.pixels.filter(([, , , alpha]) => alpha !== 0);
    expect(drawn.length).toBeGreaterThan(50);
    expect(drawn.length).toBeLessThan(32 * 32 - 200);
    expect(
      drawn.every(([red, green, blue]) => [red, green, blue].every((one) => one === 255)),
    ).toBe(true);
  });

  it('is not made of what Teams would refuse, and every fault is told', async () => {
    const failure = await appPackage(
      { ...OPTIONS, publicUrl: 'http://bot.example.org' },
      'app',
    ).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(AppError);
    expect((failure as AppError<'config_invalid'>).params.faults).toEqual([
      expect.stringMatching(/^TEAMS_APP_ID is not valid: it must be an id such as/),
      expect.stringMatching(/^PUBLIC_URL is not valid: it must be an https URL/),
    ]);
  });
});
