import { describe, expect, it } from 'vitest';
import { palettePng } from '../../src/chart/palette.ts';
import { pixelsOf } from './pixels.ts';

/** An odd width, so that half-byte rows end in the middle of a byte. */
const [WIDTH, HEIGHT] = [33, 21];

function picture(colorAt: (x: number, y: number) => readonly [number, number, number]) {
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH; x += 1) rgba.set([...colorAt(x, y), 255], (y * WIDTH + x) * 4);
  return rgba;
}

describe('palettePng', () => {
  it.each([
    ['two', 2],
    ['sixteen', 16],
    ['a hundred', 100],
  ])('keeps a picture of %s colours exactly', async (_, colors) => {
    const shade = (x: number, y: number) =>
      [((x * 7 + y) % colors) * 2, 255 - ((x * 7 + y) % colors), 40] as const;
    const png = await palettePng(picture(shade), WIDTH, HEIGHT, 10_000);
    const pixels = await pixelsOf(png);
    expect(pixels).toMatchObject({ width: WIDTH, height: HEIGHT });
    for (let y = 0; y < HEIGHT; y += 1)
      for (let x = 0; x < WIDTH; x += 1) expect(pixels.at(x, y)).toEqual(shade(x, y));
  });

  it('comes close with fewer colours than the picture has', async () => {
    const shade = (x: number, y: number) => [x * 7, y * 12, 128] as const;
    const pixels = await pixelsOf(await palettePng(picture(shade), WIDTH, HEIGHT, 10_000));
    for (let y = 0; y < HEIGHT; y += 1)
      for (let x = 0; x < WIDTH; x += 1)
        pixels.at(x, y).forEach((level, channel) => {
          expect(Math.abs(level - (shade(x, y)[channel] ?? 0))).toBeLessThan(40);
        });
  });

  it('takes fewer colours until the picture fits, then gives up', async () => {
    const noise = picture((x, y) => [(x * 73 + y * 41) % 256, (x * 31) % 256, (y * 97) % 256]);
    const free = await palettePng(noise, WIDTH, HEIGHT, 10_000);
    const tight = await palettePng(noise, WIDTH, HEIGHT, free.length - 100);
    expect(tight.length).toBeLessThan(free.length - 100);
    await expect(palettePng(noise, WIDTH, HEIGHT, 90)).rejects.toThrow('90 bytes');
  });
});
