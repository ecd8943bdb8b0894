/** A check can fail: outside its tolerance, and at whatever is no number. */
import { describe, expect, it } from 'vitest';
import { between, within } from './check';
import { resultOf } from './finding';

const near = (measured: number, predicted = 2) => within({ name: 'x', predicted, measured, share: 0.1 });
const inside = (measured: number) => between({ name: 'x', measured, from: 1, to: 2 });

describe('within', () => {
  it.each([2, 2.19, 1.81])('%d agrees with 2 ± 10 %%', (measured) => {
    expect(near(measured).agrees).toBe(true);
  });

  it.each([2.21, 1.79, -2, 0, Number.NaN, Number.POSITIVE_INFINITY])('%d does not', (measured) => {
    expect(near(measured).agrees).toBe(false);
  });

  it('takes a share of a negative prediction, too', () => {
    expect(near(-2.1, -2).agrees).toBe(true);
    expect(near(-2.3, -2).agrees).toBe(false);
  });

  it('does not agree with a prediction that is no number', () => {
    expect(near(2, Number.NaN).agrees).toBe(false);
  });
});

describe('between', () => {
  it.each([1, 1.5, 2])('%d lies within', (measured) => expect(inside(measured).agrees).toBe(true));

  it.each([0.99, 2.01, Number.NaN])('%d does not', (measured) => {
    expect(inside(measured).agrees).toBe(false);
  });

  it('can be open to a side', () => {
    const open = (measured: number) =>
      between({ name: 'x', measured, from: 1, to: Number.POSITIVE_INFINITY }).agrees;
    expect([open(1e9), open(0.9), open(Number.NaN)]).toEqual([true, false, false]);
  });
});

describe('a verdict', () => {
  it('agrees where every check does', () => {
    expect(resultOf([near(2), inside(1)], []).agrees).toBe(true);
  });

  it('does not where one does not, or where there is none', () => {
    expect(resultOf([near(2), inside(3)], []).agrees).toBe(false);
    expect(resultOf([], []).agrees).toBe(false);
  });
});
