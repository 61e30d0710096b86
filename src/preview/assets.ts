/** The page's own files and the renderers' browser builds, by the name they are served under. */
import { readFile } from 'node:fs/promises';
import { followScheme } from './slack-half.ts';

export interface Asset {
  readonly type: string;
  readonly body: string;
}

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
const PICTURE = 'image/svg+xml';

const own = (file: string) => new URL(file, import.meta.url);

const ASSETS: Record<string, { type: string; file: () => URL; turn?: (text: string) => string }> = {
  'colours.css': { type: STYLE, file: () => own('colours.css') },
  'page.css': { type: STYLE, file: () => own('page.css') },
  'chats.css': { type: STYLE, file: () => own('chats.css') },
  'client.js': { type: SCRIPT, file: () => own('client.js') },
  'host-config.js': { type: SCRIPT, file: () => own('host-config.js') },
  'logo.svg': { type: PICTURE, file: () => own('logo.svg') },
  'slack.css': {
    type: STYLE,
    file: () => new URL('style.css', import.meta.resolve('slack-blocks-to-jsx')),
    turn: followScheme,
  },
  'adaptivecards.js': {
    type: SCRIPT,
    file: () => new URL('../dist/adaptivecards.min.js', import.meta.resolve('adaptivecards')),
  },
  'markdown-it.js': {
    type: SCRIPT,
    file: () => new URL('browser/markdown-it.umd.min.js', import.meta.resolve('markdown-it')),
  },
};

export async function readAsset(name: string): Promise<Asset | undefined> {
  const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (!asset) return undefined;
  const text = await readFile(asset.file(), 'utf8');
  return { type: asset.type, body: asset.turn ? asset.turn(text) : text };
}
