/** Looks at a PNG as its pixels. */
import { createCanvas, loadImage } from '@napi-rs/canvas';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue at a place. */
  at(x: number, y: number): readonly [number, number, number];
}

export async function pixelsOf(png: Uint8Array): Promise<Pixels> {
  const image = await loadImage(png);
  const { width, height } = image;
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  const data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  return {
    width,
    height,
    at(x, y) {
      const start = (Math.round(y) * width + Math.round(x)) * 4;
      return [data[start] ?? 0, data[start + 1] ?? 0, data[start + 2] ?? 0];
    },
  };
}

/** How many pixels differ between two pictures of one size, in any channel by more than `levels`. */
export function differences(one: Pixels, other: Pixels, levels = 0): number {
  let count = 0;
  for (let y = 0; y < one.height; y += 1)
    for (let x = 0; x < one.width; x += 1) {
      const there = other.at(x, y);
      if (one.at(x, y).some((level, at) => Math.abs(level - (there[at] ?? 0)) > levels)) count += 1;
    }
  return count;
}

/** The mean height of a column's pixels of one colour within a range of rows; undefined without any. */
export function heightOf(
  pixels: Pixels,
  color: readonly [number, number, number],
  x: number,
  rows: readonly [from: number, to: number],
): number | undefined {
  const found: number[] = [];
  for (let y = rows[0]; y < rows[1]; y += 1) {
    const near = pixels
      .at(x, y)
      .every((level, index) => Math.abs(level - (color[index] ?? 0)) < 24);
    if (near) found.push(y);
  }
  return found.length === 0 ? undefined : found.reduce((a, b) => a + b, 0) / found.length;
}
