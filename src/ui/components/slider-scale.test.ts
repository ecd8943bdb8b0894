/** The stops of the three sliders. */
import { describe, expect, it } from 'vitest';
import { HYPER_PARAMETER_NAMES, HYPER_PARAMETER_RANGES } from '../../config/run-config';
import { positionOf, SLIDER_SCALES, valueAt } from './slider-scale';

describe.each(HYPER_PARAMETER_NAMES)('%s', (name) => {
  const scale = SLIDER_SCALES[name];

  it('ascends from 0 to the largest value that the lab accepts', () => {
    expect(scale.stops[0]).toBe(0);
    expect(scale.stops.at(-1)).toBe(HYPER_PARAMETER_RANGES[name].maximum);
    for (let i = 1; i < scale.stops.length; i++) expect(scale.stops[i]!).toBeGreaterThan(scale.stops[i - 1]!);
  });

  it('goes from position to value and back', () => {
    scale.stops.forEach((stop, position) => {
      expect(valueAt(scale, position)).toBe(stop);
      expect(positionOf(scale, stop)).toBe(position);
    });
  });
});

it('has the usual values among its stops', () => {
  expect(SLIDER_SCALES.learningRate.stops).toEqual(expect.arrayContaining([0.01, 0.1, 0.2, 0.5, 1]));
  expect(SLIDER_SCALES.weightDecay.stops).toEqual(expect.arrayContaining([1e-4, 5e-4, 5e-3, 1e-2]));
  expect(SLIDER_SCALES.momentum.stops).toEqual(expect.arrayContaining([0, 0.5, 0.9, 0.95, 0.99]));
});
