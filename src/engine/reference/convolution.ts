/**
 * Convolution without bias in float64: PyTorch's correlation (the kernel is not flipped), zero padding.
 *
 *   y[n,o,r,c] = Σ_{i,dr,dc} w[o,i,dr,dc] · x[n,i, S·r+dr−P, S·c+dc−P]
 *
 * Written as a matrix product per image: y = W·X, W [O, taps] the weight, X [taps, positions] the patches of the image
 * that each tap i,dr,dc meets at each output position. Then ∂L/∂W = ∂L/∂y·Xᵀ, and ∂L/∂X = Wᵀ·∂L/∂y is added up where
 * the patches came from.
 */
import { type BatchShape, sizeOf } from './batch-shape';
import { addProduct, transpose } from './matrix';

export interface Convolution {
  /** Shape of the input: batch, input channels, height, width. */
  readonly input: BatchShape;
  readonly outputChannels: number;
  readonly kernel: 1 | 3;
  readonly stride: 1 | 2;
  readonly padding: 0 | 1;
}

/** Shape of the output: ⌊(side + 2·padding − kernel)/stride⌋ + 1 per side. */
export function convolutionOutputShape(convolution: Convolution): BatchShape {
  const { input, outputChannels, kernel, stride, padding } = convolution;
  const side = (size: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
  return {
    batch: input.batch,
    channels: outputChannels,
    height: side(input.height),
    width: side(input.width),
  };
}

/** @param input [N,I,H,W]  @param weight [O,I,K,K]  @returns [N,O,H′,W′] */
export function convolutionForward(
  input: Float64Array,
  weight: Float64Array,
  convolution: Convolution,
): Float64Array {
  const { taps, positions, source } = patchesOf(convolution);
  const { batch } = convolution.input;
  const outputs = convolution.outputChannels;
  const output = new Float64Array(batch * outputs * positions);
  for (let n = 0; n < batch; n++) {
    const columns = gather(image(input, n, batch), source);
    addProduct(image(output, n, batch), weight, columns, [outputs, taps, positions]);
  }
  return output;
}

/** ∂L/∂x. @param outputGradient [N,O,H′,W′]  @param weight [O,I,K,K]  @returns [N,I,H,W] */
export function convolutionBackwardData(
  outputGradient: Float64Array,
  weight: Float64Array,
  convolution: Convolution,
): Float64Array {
  const { taps, positions, source } = patchesOf(convolution);
  const { batch } = convolution.input;
  const outputs = convolution.outputChannels;
  const transposedWeight = transpose(weight, outputs, taps);
  const inputGradient = new Float64Array(sizeOf(convolution.input));
  for (let n = 0; n < batch; n++) {
    const columns = new Float64Array(taps * positions);
    const outgoing = image(outputGradient, n, batch);
    addProduct(columns, transposedWeight, outgoing, [taps, outputs, positions]);
    scatter(columns, image(inputGradient, n, batch), source);
  }
  return inputGradient;
}

/** ∂L/∂w. @param input [N,I,H,W]  @param outputGradient [N,O,H′,W′]  @returns [O,I,K,K] */
export function convolutionBackwardFilter(
  input: Float64Array,
  outputGradient: Float64Array,
  convolution: Convolution,
): Float64Array {
  const { taps, positions, source } = patchesOf(convolution);
  const { batch } = convolution.input;
  const outputs = convolution.outputChannels;
  const weightGradient = new Float64Array(outputs * taps);
  for (let n = 0; n < batch; n++) {
    const columns = transpose(gather(image(input, n, batch), source), taps, positions);
    addProduct(weightGradient, image(outputGradient, n, batch), columns, [outputs, positions, taps]);
  }
  return weightGradient;
}

interface Patches {
  /** I·K·K: length of a filter. */
  readonly taps: number;
  /** H′·W′. */
  readonly positions: number;
  /** [taps, positions]: index within an image of the value that a tap meets, OUTSIDE for the padding. */
  readonly source: Int32Array;
}

const OUTSIDE = -1;

function patchesOf(convolution: Convolution): Patches {
  const { input, kernel, stride, padding } = convolution;
  const output = convolutionOutputShape(convolution);
  const source: number[] = [];
  for (let i = 0; i < input.channels; i++)
    for (let dr = 0; dr < kernel; dr++)
      for (let dc = 0; dc < kernel; dc++)
        for (let r = 0; r < output.height; r++)
          for (let c = 0; c < output.width; c++) {
            const row = stride * r + dr - padding;
            const column = stride * c + dc - padding;
            const inside = row >= 0 && row < input.height && column >= 0 && column < input.width;
            source.push(inside ? (i * input.height + row) * input.width + column : OUTSIDE);
          }
  return {
    // Not kernel ** 2: V8 takes a power for a float, and index arithmetic with floats costs twice the time.
    taps: input.channels * kernel * kernel,
    positions: output.height * output.width,
    source: Int32Array.from(source),
  };
}

/** Image n of a batch, as a view. */
function image(values: Float64Array, n: number, batch: number): Float64Array {
  const size = values.length / batch;
  return values.subarray(n * size, (n + 1) * size);
}

/** X: the patches of an image [I,H,W], one row per tap. */
function gather(values: Float64Array, source: Int32Array): Float64Array {
  const columns = new Float64Array(source.length);
  for (let k = 0; k < source.length; k++) if (source[k] !== OUTSIDE) columns[k] = values[source[k]!]!;
  return columns;
}

/** Adds what each place of the patches got to the value of the image it came from. */
function scatter(columns: Float64Array, values: Float64Array, source: Int32Array): void {
  for (let k = 0; k < source.length; k++) if (source[k] !== OUTSIDE) values[source[k]!]! += columns[k]!;
}
