/** Columns and their decimation: bounded, and no peak is lost. */
import { describe, expect, it } from 'vitest';
import { Column } from './columns';
import { decimate } from './decimate';

function filled(values: readonly number[], capacity = 1 << 14): Column {
  const column = new Column(capacity);
  for (const value of values) column.push(value);
  return column;
}

/** A small seeded generator, so that a failure repeats. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return Math.fround(state / 2147483647 - 0.5);
  };
}

describe('column', () => {
  it('keeps every step until it is full, then extremes only', () => {
    const values = Array.from({ length: 1000 }, noise(5));
    const column = filled(values, 256);
    expect(column.length).toBe(1000);
    expect(column.stride).toBe(4);
    for (let row = 0; row < column.rowCount; row++) {
      const part = values.slice(4 * row, 4 * row + 4);
      expect(column.low(row)).toBe(Math.min(...part));
      expect(column.high(row)).toBe(Math.max(...part));
    }
  });

  it('gives back what was pushed, as float32', () => {
    const column = filled([0.1, Number.NaN, -2]);
    expect(column.at(0)).toBe(Math.fround(0.1));
    expect(column.at(1)).toBeNaN();
    expect(column.at(2)).toBe(-2);
    expect(column.at(3)).toBeNaN();
    expect(column.at(-1)).toBeNaN();
  });

  it('truncates and goes on, within a merged row too', () => {
    const column = filled(
      Array.from({ length: 40 }, (_, step) => step),
      8,
    );
    expect(column.stride).toBe(8);
    column.truncate(20);
    expect([column.length, column.rowCount]).toEqual([20, 3]);
    column.push(100);
    expect([column.length, column.low(2), column.high(2)]).toEqual([21, 16, 100]);
    column.truncate(0);
    column.push(7);
    expect([column.low(0), column.high(0)]).toEqual([7, 7]);
  });

  it('passes over NaN when rows merge', () => {
    const column = filled([Number.NaN, 3, 1, Number.NaN, Number.NaN], 4);
    expect(column.stride).toBe(2);
    expect([column.low(0), column.high(0), column.low(1), column.high(1)]).toEqual([3, 3, 1, 1]);
    expect(column.low(2)).toBeNaN();
  });
});

describe('decimate', () => {
  it('gives few steps one by one', () => {
    const { x, y } = decimate(filled([3, Number.NaN, 5]), 0, 3);
    expect(x).toEqual([0, 1, 2]);
    expect(y).toEqual([3, null, 5]);
    expect(decimate(filled([]), 0, 10)).toEqual({ x: [], y: [] });
  });

  it('keeps first, last and extremes of any range, in few ascending points', () => {
    const random = noise(17);
    for (let round = 0; round < 200; round++) {
      const length = 1 + Math.floor((random() + 0.5) * 5000);
      const values = Array.from({ length }, random);
      const column = filled(values);
      const from = Math.floor((random() + 0.5) * length);
      const to = from + 1 + Math.floor((random() + 0.5) * (length - from - 1));
      const maximum = 8 + Math.floor((random() + 0.5) * 300);
      const { x, y } = decimate(column, from, to, maximum);
      const part = values.slice(from, to);
      expect(x.length).toBeLessThanOrEqual(maximum);
      expect(x).toEqual([...new Set(x)].sort((first, second) => first - second));
      expect([x[0], x.at(-1), y[0], y.at(-1)]).toEqual([from, to - 1, part[0], part.at(-1)]);
      expect(Math.min(...(y as number[]))).toBe(Math.min(...part));
      expect(Math.max(...(y as number[]))).toBe(Math.max(...part));
    }
  });

  it('draws every extreme within half a bucket of its step', () => {
    const values = new Array<number>(4000).fill(0);
    values[1234] = 1;
    values[1300] = -1;
    const { x, y } = decimate(filled(values), 0, 4000);
    const width = 32;
    expect(Math.abs((x[y.indexOf(1)] ?? 0) - 1234)).toBeLessThanOrEqual(width);
    expect(Math.abs((x[y.indexOf(-1)] ?? 0) - 1300)).toBeLessThanOrEqual(width);
    expect(y.indexOf(1)).toBeLessThan(y.indexOf(-1));
  });

  it('leaves points where they are while a run grows', () => {
    const column = filled(Array.from({ length: 3000 }, noise(23)));
    const before = decimate(column, 0, 3000);
    column.push(9);
    const after = decimate(column, 0, 3001);
    expect(after.x.slice(0, -3)).toEqual(before.x.slice(0, after.x.length - 3));
  });

  it('works on merged rows and on gaps', () => {
    const values = Array.from({ length: 5000 }, noise(29));
    values.fill(Number.NaN, 2000, 3000);
    const { x, y } = decimate(filled(values, 512), 0, 5000, 100);
    expect(x.length).toBeLessThanOrEqual(100);
    expect(Math.max(...y.map((value) => value ?? 0))).toBe(
      Math.max(...values.filter((value) => !Number.isNaN(value))),
    );
    expect(y[x.findIndex((step) => step > 2400)]).toBeNull();
  });
});
