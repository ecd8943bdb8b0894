/**
 * The frame in which the sphere shows a filter: the unit vector of its reference weight and two unit axes,
 * orthogonal to it and to each other. The first axis is the direction of motion at the reference where there is
 * one; the rest is drawn at random, so that it favours nothing.
 */
import { stream } from '../../data/random';
import type { ParameterLayout } from './parameter-layout';

/** Removes from `vector` its part along the unit vector `unit`, then scales it to length 1 (or 0 if nothing is left). */
function orthonormalise(vector: Float64Array, units: readonly Float64Array[]): Float64Array {
  const before = Math.hypot(...vector);
  // Twice: after the first pass rounding leaves a little of what was removed.
  for (let pass = 0; pass < 2; pass++)
    for (const unit of units) {
      const projection = vector.reduce((sum, value, index) => sum + value * unit[index]!, 0);
      vector.forEach((value, index) => {
        vector[index] = value - projection * unit[index]!;
      });
    }
  const length = Math.hypot(...vector);
  // In one or two dimensions there is no such axis: what is left is rounding error.
  return vector.map((value) => (length > 1e-6 * before ? value / length : 0));
}

/**
 * The frames of all filters, laid out as [reference, first axis, second axis][parameters]; zero for tensors that
 * are not made of filters.
 * @param weights a copy of the parameter buffer at the reference step
 * @param momenta a copy of the momentum buffer there
 */
export function sphereFrame(
  layout: ParameterLayout,
  weights: Float32Array,
  momenta: Float32Array,
  seed: number,
): Float32Array<ArrayBuffer> {
  const stride = 4 * layout.length;
  const frame = new Float32Array(3 * stride);
  for (const { description, start, rows, groups } of layout.tensors) {
    const random = stream(seed, `axes ${description.name}`);
    for (let filter = 0; filter < description.filterCount; filter++) {
      const positions = Array.from({ length: rows }, (_, row) => 4 * (start + row * groups) + filter);
      const column = (buffer: Float32Array) => Float64Array.from(positions, (position) => buffer[position]!);
      const weight = column(weights);
      // Rows that pad the input channels are zero and must stay so.
      const drawn = () => Float64Array.from(weight, (value) => (value === 0 ? 0 : random.gaussian()));
      const reference = orthonormalise(weight, []);
      const motion = orthonormalise(
        column(momenta).map((value) => -value),
        [reference],
      );
      const first = motion.some((value) => value !== 0) ? motion : orthonormalise(drawn(), [reference]);
      const second = orthonormalise(drawn(), [reference, first]);
      positions.forEach((position, row) => {
        frame[position] = reference[row]!;
        frame[stride + position] = first[row]!;
        frame[2 * stride + position] = second[row]!;
      });
    }
  }
  return frame;
}
