/** `manifest`: what a chat platform is told to create the app from, on stdout. */
import { AppError } from '../core/errors.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { ChatAdapter } from '../ports/adapter.ts';
import type { Terminal } from './house.ts';

export interface Platforms {
  readonly adapters: readonly ChatAdapter[];
  readonly publicUrl: string | undefined;
  readonly locale: Locale;
}

/** Stands where nobody has said yet how the platform reaches the bot. */
const SOMEWHERE = 'https://retention.example.com';

/** Throws AppError no_manifest, or config_invalid. */
export function runManifest(
  { adapters, publicUrl, locale }: Platforms,
  { platform, socket }: { readonly platform: string; readonly socket: boolean },
  { stdout, stderr }: Terminal,
): number {
  const manifest = adapters.find(({ name }) => name === platform)?.manifest;
  if (!manifest) {
    const known = adapters.filter((one) => one.manifest).map(({ name }) => name);
    throw new AppError('no_manifest', { platform, known: known.join(', ') });
  }
  const { config, terminal } = textFor(locale);
  if (publicUrl && !socket && !/^https?:\/\/./.test(publicUrl)) {
    const fault = config.invalid({ name: 'PUBLIC_URL', expected: config.expected.url });
    throw new AppError('config_invalid', { faults: [fault] });
  }
  if (!publicUrl && !socket) stderr.write(`${terminal.manifestUrl({ url: SOMEWHERE })}\n`);
  stdout.write(`${manifest({ publicUrl: publicUrl ?? SOMEWHERE, socket, locale })}\n`);
  return 0;
}
