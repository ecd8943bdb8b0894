/** How numbers become text. */
import { describe, expect, it } from 'vitest';
import { formatBytes, formatParameter, formatPercent, formatSignificant, formatTex } from './format';

describe('formatParameter', () => {
  it('gives text that reads back as the value', () => {
    for (const value of [0, 0.1, 5e-3, 5e-4, 1e-6, 0.999, 10, 1 / 3]) {
      expect(Number(formatParameter(value))).toBeCloseTo(value, 6);
    }
    expect(formatParameter(5e-4)).toBe('5e-4');
    expect(formatParameter(0.1 + 0.2)).toBe('0.3');
  });
});

describe('formatSignificant', () => {
  it('keeps the number of digits', () => {
    expect(formatSignificant(0.0229)).toBe('0.0229');
    expect(formatSignificant(1)).toBe('1.00');
    expect(formatSignificant(12345, 2)).toBe('12000');
  });

  it('uses powers of ten for the very small and large, and a true minus', () => {
    expect(formatSignificant(2.5e-6)).toBe('2.50e−6');
    expect(formatSignificant(-1.5)).toBe('−1.50');
    expect(formatSignificant(1.234e7)).toBe('1.23e7');
  });

  it('names what is no number', () => {
    expect(formatSignificant(Number.NaN)).toBe('–');
    expect(formatSignificant(Number.POSITIVE_INFINITY)).toBe('∞');
    expect(formatPercent(Number.NaN)).toBe('–');
  });
});

describe('formatBytes', () => {
  it('chooses the unit', () => {
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(1536)).toBe('1.5 KiB');
    expect(formatBytes(3 * 1024 ** 2)).toBe('3.0 MiB');
  });
});

describe('formatTex', () => {
  it('writes powers of ten as such', () => {
    expect(formatTex(5e-4)).toBe('5\\cdot10^{-4}');
    expect(formatTex(1e-5)).toBe('10^{-5}');
    expect(formatTex(0.1)).toBe('0.1');
    expect(formatTex(0)).toBe('0');
    expect(formatTex(Number.POSITIVE_INFINITY)).toBe('\\infty');
  });
});
