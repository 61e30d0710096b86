/** The drawing thread: chart.js on a Skia canvas, with the fonts shipped beside it. */
import { fileURLToPath } from 'node:url';
import { type Canvas, createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart as ChartJs,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  SubTitle,
  Title,
} from 'chart.js';
import type { Chart } from '../core/digest.ts';
import type { Picture } from '../ports/chart-renderer.ts';
import { chartConfig } from './config.ts';
import { FONT_FAMILY } from './frame.ts';
import { palettePng } from './palette.ts';

ChartJs.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  SubTitle,
  Title,
);

for (const weight of [400, 700]) {
  const path = `./fonts/noto-sans-sc-chinese-simplified-${weight}-normal.woff2`;
  if (!GlobalFonts.registerFromPath(fileURLToPath(new URL(path, import.meta.url)), FONT_FAMILY))
    throw new Error(`the font file ${path} could not be loaded`);
}

/** Errors thrown here cross the thread as plain Errors; their message is all that counts. */
export async function draw(task: { chart: Chart; picture: Picture }): Promise<Uint8Array> {
  const { chart, picture } = task;
  const canvas = createCanvas(picture.width, picture.height);
  // Chart.js asks of a canvas only what this one has; its types know the browser's alone.
  const drawing = new ChartJs(canvas as unknown as HTMLCanvasElement, chartConfig(chart, picture));
  try {
    return await encoded(canvas, picture.maxBytes);
  } finally {
    drawing.destroy();
  }
}

/** A PNG from elsewhere, brought under `maxBytes`. */
export async function shrink(task: { png: Uint8Array; maxBytes: number }): Promise<Uint8Array> {
  const image = await loadImage(task.png);
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  return encoded(canvas, task.maxBytes);
}

/** Nothing to do: by the time it answers, this module and its fonts are loaded. */
export function warm(): void {}

/** The asynchronous `encode` matters: in a loop without a pause no canvas is ever freed (300 pictures, 1.8 GB). */
async function encoded(canvas: Canvas, maxBytes: number | undefined): Promise<Uint8Array> {
  if (maxBytes === undefined) return canvas.encode('png');
  return palettePng(canvas.data(), canvas.width, canvas.height, maxBytes);
}
