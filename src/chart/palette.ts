/** Makes a small PNG of a flat picture: few colours (median cut), one index a pixel. */
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

/** Palette sizes tried in turn; 16 and fewer need half the bits. */
const PALETTES = [128, 64, 32, 16, 8] as const;

/** RGBA of an opaque picture → an indexed PNG under `maxBytes`; rejects with a plain Error when eight colours are too many still. */
export async function palettePng(
  rgba: Uint8Array,
  width: number,
  height: number,
  maxBytes: number,
): Promise<Uint8Array> {
  const histogram = histogramOf(rgba);
  for (const size of PALETTES) {
    const { palette, indexOf } = paletteOf(histogram, size);
    const png = await encode(indicesOf(rgba, indexOf), width, height, palette);
    if (png.length < maxBytes) return png;
  }
  throw new Error(`a picture of ${width}×${height} does not fit ${maxBytes} bytes`);
}

interface Shade {
  /** 0xRRGGBB. */
  readonly color: number;
  readonly count: number;
}

function histogramOf(rgba: Uint8Array): Shade[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgba.length; at += 4) {
    const color = colorAt(rgba, at);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts].map(([color, count]) => ({ color, count }));
}

function paletteOf(histogram: readonly Shade[], size: number) {
  let boxes = [boxOf([...histogram])];
  while (boxes.length < size) {
    const widest = boxes.reduce((a, b) => (b.error > a.error ? b : a));
    if (widest.shades.length < 2 || widest.error === 0) break;
    boxes = [...boxes.filter((box) => box !== widest), ...split(widest)];
  }
  const indexOf = new Map<number, number>();
  // The commonest shade stands for its box, not the mean: the ground stays pure white, a line its own blue.
  const palette = boxes.map(({ shades }, index) => {
    for (const { color } of shades) indexOf.set(color, index);
    return shades.reduce((a, b) => (b.count > a.count ? b : a)).color;
  });
  return { palette, indexOf };
}

interface Box {
  readonly shades: Shade[];
  /** Bits to shift right for the channel that varies most. */
  readonly channel: number;
  /** Mean of that channel, and the squared error a single colour would make there. */
  readonly mean: number;
  readonly error: number;
}

function boxOf(shades: Shade[]): Box {
  const candidates = [16, 8, 0].map((channel) => {
    // The square root keeps the many white pixels from outvoting the few that make a letter's edge.
    const weights = shades.reduce((sum, { count }) => sum + Math.sqrt(count), 0);
    const mean =
      shades.reduce((sum, { color, count }) => sum + level(color, channel) * Math.sqrt(count), 0) /
      weights;
    const error = shades.reduce(
      (sum, { color, count }) => sum + (level(color, channel) - mean) ** 2 * Math.sqrt(count),
      0,
    );
    return { shades, channel, mean, error };
  });
  return candidates.reduce((a, b) => (b.error > a.error ? b : a));
}

function split({ shades, channel, mean }: Box): Box[] {
  const low = shades.filter(({ color }) => level(color, channel) <= mean);
  const high = shades.filter(({ color }) => level(color, channel) > mean);
  return [boxOf(low), boxOf(high)];
}

function level(color: number, channel: number): number {
  return (color >> channel) & 255;
}

function colorAt(rgba: Uint8Array, at: number): number {
  return ((rgba[at] ?? 0) << 16) | ((rgba[at + 1] ?? 0) << 8) | (rgba[at + 2] ?? 0);
}

function indicesOf(rgba: Uint8Array, indexOf: ReadonlyMap<number, number>): Uint8Array {
  const indices = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < indices.length; pixel += 1)
    indices[pixel] = indexOf.get(colorAt(rgba, pixel * 4)) ?? 0;
  return indices;
}

/** Asynchronous for memory's sake: the synchronous one holds a picture's buffers for long (600 pictures, 30 MB more). */
const compress = promisify(deflate);

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

/** PNG, colour type 3 (https://www.w3.org/TR/png-3/#11IHDR); rows unfiltered, as suits indices. */
async function encode(
  indices: Uint8Array,
  width: number,
  height: number,
  palette: readonly number[],
): Promise<Uint8Array> {
  const depth = palette.length > 16 ? 8 : 4;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, 3, 0, 0, 0], 8);
  const colors = palette.flatMap((color) => [16, 8, 0].map((channel) => level(color, channel)));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(colors)),
    chunk('IDAT', await compress(rowsOf(indices, width, height, depth), { level: 9, memLevel: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** Each row begins with its filter, 0 for none; four-bit pixels go two a byte, the left one high. */
function rowsOf(indices: Uint8Array, width: number, height: number, depth: 4 | 8): Uint8Array {
  const stride = 1 + Math.ceil((width * depth) / 8);
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const index = indices[y * width + x] ?? 0;
      const at = y * stride + 1 + (depth === 8 ? x : x >> 1);
      rows[at] = depth === 8 ? index : (rows[at] ?? 0) | (x % 2 === 0 ? index << 4 : index);
    }
  }
  return rows;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  bytes.set(body, 4);
  bytes.writeUInt32BE(crc32(body), body.length + 4);
  return bytes;
}
