/** An axis of a chart: its range, its scale, the round numbers on it, and where a value lies in pixels. */

export interface Axis {
  readonly minimum: number;
  readonly maximum: number;
  readonly logarithmic: boolean;
  /** Round values within the range, ascending. */
  readonly ticks: readonly number[];
}

/** The smallest of 1, 2 and 5 times a power of ten that is at least `value`. */
function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Multiples of `step` in [minimum, maximum], free of the dust that repeated addition leaves. */
function multiples(minimum: number, maximum: number, step: number): number[] {
  const first = Math.ceil(minimum / step - 1e-9);
  const last = Math.floor(maximum / step + 1e-9);
  const count = Math.max(0, last - first + 1);
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * A linear axis that covers [minimum, maximum] and ends on round numbers.
 * @param intervals about how many intervals there is room for
 */
export function linearAxis(minimum: number, maximum: number, intervals: number): Axis {
  const span = maximum - minimum || Math.abs(maximum) || 1;
  const step = roundStep(span / intervals);
  const low = Math.floor(minimum / step + 1e-9) * step;
  const high = Math.max(low + step, Math.ceil(maximum / step - 1e-9) * step);
  return { minimum: low, maximum: high, logarithmic: false, ticks: multiples(low, high, step) };
}

/** Beyond this many decades a logarithmic axis shows the upper ones only: a dead filter's 1e-30 hides the rest. */
const MOST_DECADES = 12;

/** Ends of a logarithmic axis, dense enough to leave little empty room; and what its ticks may be, densest first. */
const END_MARKS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const TICK_MARKS = [END_MARKS, [1, 1.5, 2, 3, 5], [1, 2, 5], [1, 3], [1]];

/** The marks times powers of ten that lie from one below `minimum` to one above `maximum`. */
function decadeMarks(minimum: number, maximum: number, marks: readonly number[]): number[] {
  const first = Math.floor(Math.log10(minimum)) - 1;
  const last = Math.ceil(Math.log10(maximum)) + 1;
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return powers.flatMap((power) => marks.map((mark) => Number((mark * 10 ** power).toPrecision(6))));
}

/**
 * A logarithmic axis over [minimum, maximum], both positive, with ticks at round numbers or at powers of ten only.
 * @param decades how far below the maximum it may reach
 */
export function logarithmicAxis(
  minimum: number,
  maximum: number,
  intervals: number,
  decades = MOST_DECADES,
): Axis {
  const floor = Math.max(minimum, maximum * 10 ** -decades);
  const ends = decadeMarks(floor, maximum, END_MARKS);
  const low = ends.findLast((mark) => mark <= floor * (1 + 1e-9)) ?? floor;
  const high = ends.find((mark) => mark >= maximum * (1 - 1e-9) && mark > low) ?? maximum;
  const inside = (marks: readonly number[]) =>
    decadeMarks(low, high, marks).filter((mark) => mark >= low && mark <= high);
  const fitting = TICK_MARKS.map(inside).find((ticks) => ticks.length <= intervals + 1);
  const powers = inside([1]);
  const stride = Math.ceil(powers.length / (intervals + 1));
  const ticks = fitting ?? powers.filter((_, i) => (powers.length - 1 - i) % stride === 0);
  return { minimum: low, maximum: high, logarithmic: true, ticks };
}

/**
 * The step axis of a run: from `first`, with room after `last` in which the present theory is read. The room grows in
 * jumps of about a twentieth, so that the curves do not crawl at every redraw.
 */
export function stepAxis(first: number, last: number, intervals: number): Axis {
  const span = Math.max(20, last - first);
  const room = roundStep(span / 20);
  const end = first + Math.ceil((span * 1.03) / room) * room;
  const step = Math.max(1, roundStep((end - first) / intervals));
  return { minimum: first, maximum: end, logarithmic: false, ticks: multiples(first, end, step) };
}

/** The same axis in units of which each is `factor` of the former ones. */
export function scaledAxis(axis: Axis, factor: number): Axis {
  return {
    ...axis,
    minimum: axis.minimum / factor,
    maximum: axis.maximum / factor,
    ticks: axis.ticks.map((tick) => tick / factor),
  };
}

/** Where a value lies: 0 at the axis' minimum, 1 at its maximum. NaN for what a logarithm has not. */
export function axisPosition(axis: Axis, value: number): number {
  const { minimum, maximum } = axis;
  if (!axis.logarithmic) return (value - minimum) / (maximum - minimum);
  return Math.log(value / minimum) / Math.log(maximum / minimum);
}

/** The axis value at a position in [0, 1]: the inverse of `axisPosition`. */
export function axisValue(axis: Axis, position: number): number {
  const { minimum, maximum } = axis;
  if (!axis.logarithmic) return minimum + position * (maximum - minimum);
  return minimum * (maximum / minimum) ** position;
}
