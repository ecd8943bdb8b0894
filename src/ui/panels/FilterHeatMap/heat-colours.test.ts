import { expect, it } from 'vitest';
import { colourAt, type HeatColours, paintCells, parseColour, ratioAt, scalePosition } from './heat-colours';

const colours: HeatColours = { low: [0, 0, 200], middle: [100, 100, 100], high: [200, 0, 0] };

it('is symmetric: a half lies as far from 1 as the double', () => {
  expect([0.1, 0.5, 1, 2, 50].map(scalePosition)).toEqual([-1, -1, 0, 1, 1]);
  expect(scalePosition(1 / 1.3)).toBeCloseTo(-scalePosition(1.3), 12);
  expect(ratioAt(scalePosition(0.8))).toBeCloseTo(0.8, 12);
  expect(scalePosition(0)).toBe(-1);
});

it('mixes from the middle to either end', () => {
  expect(colourAt(0, colours)).toEqual([100, 100, 100]);
  expect(colourAt(-1, colours)).toEqual([0, 0, 200]);
  expect(colourAt(0.5, colours)).toEqual([150, 50, 50]);
});

it('paints filters as rows and time as columns, and leaves clear what has no ratio', () => {
  // Two columns of three filters.
  const values = new Float32Array([1, 2, 0.5, Number.NaN, 1, 2]);
  const target = new Uint8ClampedArray(2 * 3 * 4).fill(9);
  paintCells(values, 2, 3, colours, target);
  const pixel = (filter: number, column: number) => [...target.slice(4 * (2 * filter + column)).slice(0, 4)];
  expect(pixel(0, 0)).toEqual([100, 100, 100, 255]);
  expect(pixel(1, 0)).toEqual([200, 0, 0, 255]);
  expect(pixel(2, 0)).toEqual([0, 0, 200, 255]);
  expect(pixel(0, 1)).toEqual([0, 0, 0, 0]);
  expect(pixel(2, 1)).toEqual([200, 0, 0, 255]);
});

it('reads custom properties', () => {
  expect(parseColour(' #0a66ad ')).toEqual([10, 102, 173]);
  expect(parseColour('')).toEqual([0, 0, 0]);
});
