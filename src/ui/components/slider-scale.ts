/** The stops of a hyper-parameter's slider: positions 0 … last in equal ratios, with 0 as a stop of its own. */
import { HYPER_PARAMETER_RANGES, type HyperParameterName } from '../../config/run-config';

export interface SliderScale {
  /** Values by position, ascending; the first is 0. */
  readonly stops: readonly number[];
}

/** Stops in each factor of ten: 1, 1.1, 1.3, 1.4, 1.6, 1.8, 2, … so that 1, 2 and 5 are among them. */
const STOPS_PER_DECADE = 20;

const twoDigits = (value: number) => Number(value.toPrecision(2));

/** 0, then equal ratios from the smallest value up to the largest, rounded to two digits. */
function logarithmic(smallest: number, largest: number): SliderScale {
  const last = Math.round(Math.log10(largest / smallest) * STOPS_PER_DECADE);
  const stops = Array.from({ length: last + 1 }, (_, index) =>
    twoDigits(smallest * 10 ** (index / STOPS_PER_DECADE)),
  );
  return { stops: [0, ...stops] };
}

/** Equal ratios of 1 − value, the quantity that momentum enters the theory with: 0 … 0.5 … 0.9 … 0.99 … */
function towardsOne(largest: number): SliderScale {
  const last = Math.round(-Math.log10(1 - largest) * STOPS_PER_DECADE);
  const stops = Array.from({ length: last + 1 }, (_, index) =>
    twoDigits(10 ** (-index / STOPS_PER_DECADE)),
  ).map((rest) => Number((1 - rest).toPrecision(6)));
  return { stops };
}

export const SLIDER_SCALES: Readonly<Record<HyperParameterName, SliderScale>> = {
  learningRate: logarithmic(1e-4, HYPER_PARAMETER_RANGES.learningRate.maximum),
  weightDecay: logarithmic(1e-6, HYPER_PARAMETER_RANGES.weightDecay.maximum),
  momentum: towardsOne(HYPER_PARAMETER_RANGES.momentum.maximum),
};

/** The position whose stop is nearest to a value (values can be typed, and then lie between stops). */
export function positionOf(scale: SliderScale, value: number): number {
  let nearest = 0;
  scale.stops.forEach((stop, position) => {
    if (Math.abs(stop - value) < Math.abs(scale.stops[nearest]! - value)) nearest = position;
  });
  return nearest;
}

/** The value at a position. */
export function valueAt(scale: SliderScale, position: number): number {
  return scale.stops[position] ?? 0;
}
