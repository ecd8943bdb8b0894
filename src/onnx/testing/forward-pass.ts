/**
 * The oracle of the tests: a network's forward pass in float64, written plainly from the operators' definitions, with
 * the size of the rounding error that a float32 implementation may make of it.
 *
 * The error is a probabilistic bound (N. J. Higham, T. Mary, SIAM J. Sci. Comput. 41(5), 2019): a sum of n products
 * is off by about √n·u·Σ|aᵢbᵢ|, u = 2⁻²⁴, and errors of different operations are independent, so that variances add.
 * A worst-case bound would grow twentyfold per layer and catch nothing in a ResNet-20.
 */
import { inferShapes, type Layer, type Network, type Shape } from '../../engine/model/network';
import type { Weights } from '../layer-tensors';

const UNIT_ROUNDOFF = 2 ** -24;

/** Rounding errors beyond this many standard deviations are not expected. */
export const STANDARD_ERRORS = 6;

/** Values and, at the same index, the variance of their rounding error: [N, C, H, W]. */
export interface Activations {
  readonly values: Float64Array;
  readonly variances: Float64Array;
}

/** The logits [N, classes] of the images [N, C, H, W]. */
export function forwardPass(
  network: Network,
  weights: Weights,
  images: Float32Array,
  count: number,
): Activations {
  const shapes = inferShapes(network);
  const done = new Map<string, Activations>();
  let last: Activations = { values: Float64Array.from(images), variances: new Float64Array(images.length) };
  for (const layer of network.layers) {
    if (layer.kind !== 'input') last = compute(layer, weights, done, shapes, count);
    done.set(layer.name, last);
  }
  return last;
}

function compute(
  layer: Exclude<Layer, { kind: 'input' }>,
  weights: Weights,
  done: ReadonlyMap<string, Activations>,
  shapes: ReadonlyMap<string, Shape>,
  count: number,
): Activations {
  const source = layer.kind === 'add' ? layer.inputs[0] : layer.input;
  const input = done.get(source)!;
  const from = shapes.get(source)!;
  const to = shapes.get(layer.name)!;
  const tensor = (part: string) => weights.get(`${layer.name}.${part}`)!;
  switch (layer.kind) {
    case 'convolution':
      return convolution(input, from, to, count, layer, tensor('weight'));
    case 'dense':
      // A dense layer is a convolution with windows of one pixel on an image of one pixel.
      return convolution(
        input,
        from,
        to,
        count,
        { kernel: 1, stride: 1, padding: 0 },
        tensor('weight'),
        tensor('bias'),
      );
    case 'batchNorm': {
      const [scale, bias, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(tensor);
      return map(input, (index) => {
        const channel = Math.floor(index / (from.height * from.width)) % from.channels;
        const factor = scale![channel]! / Math.sqrt(variance![channel]! + layer.epsilon);
        const scaled = input.values[index]! * factor;
        const shift = bias![channel]! - mean![channel]! * factor;
        // About five roundings, of numbers as large as these.
        const local =
          UNIT_ROUNDOFF ** 2 * 5 * (scaled ** 2 + (mean![channel]! * factor) ** 2 + bias![channel]! ** 2);
        return [scaled + shift, input.variances[index]! * factor ** 2 + local];
      });
    }
    case 'relu':
      return map(input, (index) => {
        const value = input.values[index]!;
        const variance = input.variances[index]!;
        // Safely below zero, an error does not get through.
        return value < -STANDARD_ERRORS * Math.sqrt(variance) ? [0, 0] : [Math.max(0, value), variance];
      });
    case 'add': {
      const other = done.get(layer.inputs[1])!;
      return map(input, (index) => {
        const sum = input.values[index]! + other.values[index]!;
        return [sum, input.variances[index]! + other.variances[index]! + (UNIT_ROUNDOFF * sum) ** 2];
      });
    }
    case 'maxPool':
      return pool(input, from, to, count, layer, (values, variances) => [
        Math.max(...values),
        Math.max(...variances),
      ]);
    case 'averagePool':
      return pool(input, from, to, count, layer, average);
    case 'globalAveragePool':
      return pool(input, from, to, count, { size: Math.max(from.height, from.width), stride: 1 }, average);
  }
}

function map(input: Activations, value: (index: number) => readonly [number, number]): Activations {
  const values = new Float64Array(input.values.length);
  const variances = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++)
    [values[index], variances[index]] = value(index) as [number, number];
  return { values, variances };
}

/** Cross-correlation with zero padding: y[n,o,i,j] = bias[o] + Σ w[o,c,a,b]·x[n,c,i·stride+a−padding,j·stride+b−padding]. */
function convolution(
  input: Activations,
  from: Shape,
  to: Shape,
  count: number,
  { kernel, stride, padding }: { readonly kernel: number; readonly stride: number; readonly padding: number },
  weight: Float32Array,
  bias?: Float32Array,
): Activations {
  const values = new Float64Array(count * to.channels * to.height * to.width);
  const variances = new Float64Array(values.length);
  const terms = from.channels * kernel * kernel + 1;
  let index = 0;
  for (let image = 0; image < count; image++) {
    for (let output = 0; output < to.channels; output++) {
      for (let row = 0; row < to.height; row++) {
        for (let column = 0; column < to.width; column++) {
          let sum = bias?.[output] ?? 0;
          let magnitude = Math.abs(sum);
          let variance = 0;
          for (let channel = 0; channel < from.channels; channel++) {
            for (let a = 0; a < kernel; a++) {
              const y = row * stride + a - padding;
              if (y < 0 || y >= from.height) continue;
              for (let b = 0; b < kernel; b++) {
                const x = column * stride + b - padding;
                if (x < 0 || x >= from.width) continue;
                const factor = weight[((output * from.channels + channel) * kernel + a) * kernel + b]!;
                const source = ((image * from.channels + channel) * from.height + y) * from.width + x;
                const product = factor * input.values[source]!;
                sum += product;
                magnitude += Math.abs(product);
                variance += factor ** 2 * input.variances[source]!;
              }
            }
          }
          values[index] = sum;
          variances[index] = variance + terms * (UNIT_ROUNDOFF * magnitude) ** 2;
          index++;
        }
      }
    }
  }
  return { values, variances };
}

/** Neighbours' errors may be the same error, hence the mean of the variances and not their sum over n². */
function average(values: readonly number[], variances: readonly number[]): readonly [number, number] {
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const magnitude = mean(values.map(Math.abs));
  return [mean(values), mean(variances) + values.length * (UNIT_ROUNDOFF * magnitude) ** 2];
}

/** A window's reduction at every whole window; a window as large as the image is cut to it. */
function pool(
  input: Activations,
  from: Shape,
  to: Shape,
  count: number,
  { size, stride }: { readonly size: number; readonly stride: number },
  reduce: (values: readonly number[], variances: readonly number[]) => readonly [number, number],
): Activations {
  const values: number[] = [];
  const variances: number[] = [];
  for (let plane = 0; plane < count * from.channels; plane++) {
    for (let row = 0; row < to.height; row++) {
      for (let column = 0; column < to.width; column++) {
        const window: number[] = [];
        for (let y = row * stride; y < Math.min(row * stride + size, from.height); y++)
          for (let x = column * stride; x < Math.min(column * stride + size, from.width); x++)
            window.push((plane * from.height + y) * from.width + x);
        const [value, variance] = reduce(
          window.map((index) => input.values[index]!),
          window.map((index) => input.variances[index]!),
        );
        values.push(value);
        variances.push(variance);
      }
    }
  }
  return { values: Float64Array.from(values), variances: Float64Array.from(variances) };
}
