/**
 * The stops of the three sliders. All are logarithmic, with 20 stops a decade rounded to two digits (1.0, 1.1,
 * 1.3 … 8.9), so that the usual values (0.1, 0.005, 0.9, 0.99) are stops; zero is a stop of its own. A slider
 * holds a stop's position only, never the value: a typed value between or beyond the stops stays as typed.
 */
import type { HyperParameterName } from './run-config';

const STOPS_PER_DECADE = 20;

/** 10^(position/20) rounded to two significant digits. */
function stop(position: number): number {
  return Number((10 ** (position / STOPS_PER_DECADE)).toPrecision(2));
}

/** Zero, then the stops of 10^first … 10^last. */
function stopsWithZero(first: number, last: number): readonly number[] {
  const begin = Math.round(first * STOPS_PER_DECADE);
  const end = Math.round(last * STOPS_PER_DECADE);
  return [0, ...Array.from({ length: end - begin + 1 }, (_, index) => stop(begin + index))];
}

/** α with 1−α falling from 1 (no momentum) to 10^last: what acts is 1/(1−α), so the scale is logarithmic in it. */
function momentumStops(last: number): readonly number[] {
  const count = Math.round(-last * STOPS_PER_DECADE) + 1;
  // Six decimals: 1 − x leaves a tail in the last bits that would be seen beside the slider.
  return Array.from({ length: count }, (_, index) => Number((1 - stop(-index)).toFixed(6)));
}

/** Every slider's values from left to right, strictly ascending; the first is 0. */
export const HYPER_PARAMETER_STOPS: Record<HyperParameterName, readonly number[]> = {
  /** 1e-4 … 2; beyond it a network with BatchNorm only jumps about. Up to 10 can be typed. */
  learningRate: stopsWithZero(-4, 0.3),
  /** 1e-6 … 0.2. */
  weightDecay: stopsWithZero(-6, -0.7),
  /** 0 … 0.999. */
  momentum: momentumStops(-3),
};

/** The value at a slider's position, an integer from 0 to the number of stops − 1; others are clamped to it. */
export function valueAtPosition(name: HyperParameterName, position: number): number {
  const stops = HYPER_PARAMETER_STOPS[name];
  const index = Math.min(Math.max(Math.round(position), 0), stops.length - 1);
  return stops[index] ?? 0;
}

/** Position of the stop nearest to a value on the slider's own scale; only 0 itself is at the stop of 0. */
export function positionOfValue(name: HyperParameterName, value: number): number {
  if (!(value > 0)) return 0;
  const stops = HYPER_PARAMETER_STOPS[name];
  const scale = name === 'momentum' ? (x: number) => -Math.log(1 - x) : Math.log;
  const target = scale(value);
  let nearest = 1;
  for (let index = 2; index < stops.length; index++) {
    const isNearer =
      Math.abs(scale(stops[index] ?? 0) - target) < Math.abs(scale(stops[nearest] ?? 0) - target);
    if (isNearer) nearest = index;
  }
  return nearest;
}
