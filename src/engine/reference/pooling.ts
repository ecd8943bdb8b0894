/** Max, average and global average pooling in float64: PyTorch's floor mode without padding. */
import { type BatchShape, sizeOf } from './batch-shape';

export interface Pooling {
  /** Shape of the input. */
  readonly input: BatchShape;
  /** Side of the square window. */
  readonly size: 2 | 3;
  readonly stride: 1 | 2;
}

export interface MaxPoolResult {
  /** [N,C,H′,W′]. */
  readonly output: Float64Array;
  /** For each output value the index of the input value it was taken from. */
  readonly source: Int32Array;
}

/** Shape of the output: ⌊(side − size)/stride⌋ + 1 per side; what is left over at the far edges is not read. */
export function poolingOutputShape({ input, size, stride }: Pooling): BatchShape {
  const side = (length: number) => Math.floor((length - size) / stride) + 1;
  return { ...input, height: side(input.height), width: side(input.width) };
}

/** The largest value of each window; of equal ones the first in row order, as in PyTorch. NaN wins. @param input [N,C,H,W] */
export function maxPoolForward(input: Float64Array, pooling: Pooling): MaxPoolResult {
  const count = sizeOf(poolingOutputShape(pooling));
  const output = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const source = new Int32Array(count).fill(-1);
  forEachWindowValue(pooling, (inputIndex, outputIndex) => {
    const value = input[inputIndex]!;
    if (source[outputIndex] === -1 || value > output[outputIndex]! || Number.isNaN(value)) {
      output[outputIndex] = value;
      source[outputIndex] = inputIndex;
    }
  });
  return { output, source };
}

/** ∂L/∂x: each output's gradient goes to the one value it was taken from. @param outputGradient [N,C,H′,W′] */
export function maxPoolBackward(
  source: Int32Array,
  outputGradient: Float64Array,
  pooling: Pooling,
): Float64Array {
  const inputGradient = new Float64Array(sizeOf(pooling.input));
  for (let k = 0; k < source.length; k++) inputGradient[source[k]!]! += outputGradient[k]!;
  return inputGradient;
}

/** The mean of each window. @param input [N,C,H,W]  @returns [N,C,H′,W′] */
export function averagePoolForward(input: Float64Array, pooling: Pooling): Float64Array {
  const output = new Float64Array(sizeOf(poolingOutputShape(pooling)));
  const share = 1 / pooling.size ** 2;
  forEachWindowValue(pooling, (inputIndex, outputIndex) => {
    output[outputIndex]! += share * input[inputIndex]!;
  });
  return output;
}

/** ∂L/∂x. @param outputGradient [N,C,H′,W′]  @returns [N,C,H,W] */
export function averagePoolBackward(outputGradient: Float64Array, pooling: Pooling): Float64Array {
  const inputGradient = new Float64Array(sizeOf(pooling.input));
  const share = 1 / pooling.size ** 2;
  forEachWindowValue(pooling, (inputIndex, outputIndex) => {
    inputGradient[inputIndex]! += share * outputGradient[outputIndex]!;
  });
  return inputGradient;
}

/** The mean over all positions. @param input [N,C,H,W]  @returns [N,C] */
export function globalAveragePoolForward(
  input: Float64Array,
  { batch, channels, height, width }: BatchShape,
): Float64Array {
  const plane = height * width;
  return Float64Array.from({ length: batch * channels }, (_, index) => {
    let sum = 0;
    for (let k = index * plane; k < (index + 1) * plane; k++) sum += input[k]!;
    return sum / plane;
  });
}

/** ∂L/∂x. @param outputGradient [N,C]  @param shape of the input  @returns [N,C,H,W] */
export function globalAveragePoolBackward(outputGradient: Float64Array, shape: BatchShape): Float64Array {
  const plane = shape.height * shape.width;
  return new Float64Array(sizeOf(shape)).map((_, k) => outputGradient[Math.floor(k / plane)]! / plane);
}

/** Visits the values of every window in row order. */
function forEachWindowValue(
  pooling: Pooling,
  visit: (inputIndex: number, outputIndex: number) => void,
): void {
  const { input, size, stride } = pooling;
  const output = poolingOutputShape(pooling);
  let outputIndex = 0;
  for (let plane = 0; plane < input.batch * input.channels; plane++) {
    for (let row = 0; row < output.height; row++) {
      for (let column = 0; column < output.width; column++, outputIndex++) {
        for (let dr = 0; dr < size; dr++) {
          const rowStart = (plane * input.height + stride * row + dr) * input.width + stride * column;
          for (let dc = 0; dc < size; dc++) visit(rowStart + dc, outputIndex);
        }
      }
    }
  }
}
