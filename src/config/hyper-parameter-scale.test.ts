/** Sliders: every stop is a value of its own, the usual values are stops, and zero is the first. */
import { describe, expect, it } from 'vitest';
import { HYPER_PARAMETER_STOPS, positionOfValue, valueAtPosition } from './hyper-parameter-scale';
import { HYPER_PARAMETER_NAMES, HYPER_PARAMETER_RANGES } from './run-config';

describe.each(HYPER_PARAMETER_NAMES)('%s', (name) => {
  const stops = HYPER_PARAMETER_STOPS[name];

  it('rises strictly from 0 within the range of the schema', () => {
    expect(stops[0]).toBe(0);
    for (let index = 1; index < stops.length; index++) {
      expect(stops[index]).toBeGreaterThan(stops[index - 1] ?? Number.NaN);
    }
    expect(stops.at(-1)).toBeLessThanOrEqual(HYPER_PARAMETER_RANGES[name].maximum);
  });

  it('comes back to the same position', () => {
    for (const position of stops.keys()) {
      expect(positionOfValue(name, valueAtPosition(name, position))).toBe(position);
    }
  });

  it('takes values between and beyond the stops to the nearest, and never to 0', () => {
    for (let index = 1; index + 1 < stops.length; index++) {
      const low = stops[index] ?? 0;
      const high = stops[index + 1] ?? 0;
      expect(positionOfValue(name, low + 0.2 * (high - low))).toBe(index);
      expect(positionOfValue(name, high - 0.2 * (high - low))).toBe(index + 1);
    }
    expect(positionOfValue(name, 1e-12)).toBe(1);
    expect(positionOfValue(name, HYPER_PARAMETER_RANGES[name].maximum)).toBe(stops.length - 1);
    expect(positionOfValue(name, Number.NaN)).toBe(0);
  });

  it('clamps positions', () => {
    expect(valueAtPosition(name, -3)).toBe(0);
    expect(valueAtPosition(name, 1e6)).toBe(stops.at(-1));
  });
});

it('stops at the values that people use', () => {
  expect(HYPER_PARAMETER_STOPS.learningRate).toEqual(
    expect.arrayContaining([1e-4, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 2]),
  );
  expect(HYPER_PARAMETER_STOPS.weightDecay).toEqual(
    expect.arrayContaining([1e-6, 1e-4, 5e-4, 5e-3, 0.01, 0.1, 0.2]),
  );
  expect(HYPER_PARAMETER_STOPS.momentum).toEqual(expect.arrayContaining([0, 0.5, 0.9, 0.95, 0.99, 0.999]));
});
