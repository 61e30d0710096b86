/** `manifest`: what a chat platform is told to create the app from; a text on stdout, a package in a file. */
import { readFields } from '../config/fields.ts';
import { AppError } from '../core/errors.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { ChatAdapter, ManifestMaker } from '../ports/adapter.ts';

export interface Platforms {
  readonly adapters: readonly ChatAdapter[];
  readonly publicUrl: string | undefined;
  readonly locale: Locale;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the bot, as in package.json. */
  readonly version: string;
}

export interface Output {
  readonly stdout: { readonly isTTY?: boolean; write(content: string | Uint8Array): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Writes a file; throws as Node does. */
  save(path: string, content: string | Uint8Array): void;
}

export interface ManifestArguments {
  readonly platform: string;
  readonly socket: boolean;
  /** The file to write. */
  readonly out?: string | undefined;
}

/** Stands where nobody has said yet how the platform reaches the bot. */
const SOMEWHERE = 'https://retention.example.com';

/** Throws AppError no_manifest, config_invalid, or cannot_write. */
export async function runManifest(
  platforms: Platforms,
  { platform, socket, out }: ManifestArguments,
  output: Output,
): Promise<number> {
  const { adapters, publicUrl, locale, version } = platforms;
  const adapter = adapters.find(({ name }) => name === platform);
  const maker = adapter?.manifest;
  if (!maker) {
    const known = adapters.filter((one) => one.manifest).map(({ name }) => name);
    throw new AppError('no_manifest', { platform, known: known.join(', ') });
  }
  const { terminal } = textFor(locale);
  const isCaller = socket && maker.hasSocket;
  const settings = settingsFor(adapter, maker, platforms, !isCaller);
  const options = { publicUrl: publicUrl ?? SOMEWHERE, socket: isCaller, locale, version };
  const made = await maker.make(options, settings);
  if (!publicUrl && !isCaller) {
    const say = maker.hasSocket ? terminal.manifestUrl : terminal.manifestDomain;
    output.stderr.write(`${say({ url: SOMEWHERE })}\n`);
  }
  const content = typeof made === 'string' ? `${made}\n` : made;
  // A package on a terminal helps nobody, and may switch its character set.
  const isShown = typeof made === 'string' || !output.stdout.isTTY;
  const path = out ?? (isShown ? undefined : `retention-${platform}.zip`);
  if (path === undefined) output.stdout.write(content);
  else {
    save(path, content, output);
    output.stderr.write(`${terminal.manifestSaved({ path })}\n`);
  }
  return 0;
}

/** Those that are needed, every fault told at once. */
function settingsFor(
  { settings }: ChatAdapter,
  { needs }: ManifestMaker,
  { env, publicUrl, locale }: Platforms,
  isCalled: boolean,
): Record<string, unknown> {
  const told = { words: textFor(locale).config, faults: [] as string[] };
  const { words, faults } = told;
  const picked: object = Object.fromEntries(needs.map((name) => [name, true]));
  // An empty variable is an unset one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const values = readFields(settings.pick(picked), given, 'environment', told);
  if (publicUrl && isCalled && !(URL.canParse(publicUrl) && /^https?:/.test(publicUrl)))
    faults.push(words.invalid({ name: 'PUBLIC_URL', expected: words.expected.url }));
  if (faults.length > 0) throw new AppError('config_invalid', { faults });
  return values;
}

function save(path: string, content: string | Uint8Array, output: Output): void {
  try {
    output.save(path, content);
  } catch (error) {
    const { code } = Object(error) as { code?: string };
    throw new AppError('cannot_write', { path, detail: code ?? 'unknown' }, { cause: error });
  }
}
