/**
 * Convolution without bias in float64: PyTorch's correlation (the kernel is not flipped), zero padding.
 *
 *   y[n,o,r,c] = Σ_{i,dr,dc} w[o,i,dr,dc] · x[n,i, S·r+dr−P, S·c+dc−P]
 *
 * The two gradients visit the same products as the forward pass, so all three share one traversal.
 */
import { type BatchShape, sizeOf } from './batch-shape';

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
  const output = new Float64Array(sizeOf(convolutionOutputShape(convolution)));
  const { stride } = convolution;
  forEachRowOfProducts(convolution, (inputStart, weightIndex, outputStart, length) => {
    const factor = weight[weightIndex]!;
    for (let k = 0; k < length; k++) output[outputStart + k]! += factor * input[inputStart + k * stride]!;
  });
  return output;
}

/** ∂L/∂x. @param outputGradient [N,O,H′,W′]  @param weight [O,I,K,K]  @returns [N,I,H,W] */
export function convolutionBackwardData(
  outputGradient: Float64Array,
  weight: Float64Array,
  convolution: Convolution,
): Float64Array {
  const inputGradient = new Float64Array(sizeOf(convolution.input));
  const { stride } = convolution;
  forEachRowOfProducts(convolution, (inputStart, weightIndex, outputStart, length) => {
    const factor = weight[weightIndex]!;
    for (let k = 0; k < length; k++)
      inputGradient[inputStart + k * stride]! += factor * outputGradient[outputStart + k]!;
  });
  return inputGradient;
}

/** ∂L/∂w. @param input [N,I,H,W]  @param outputGradient [N,O,H′,W′]  @returns [O,I,K,K] */
export function convolutionBackwardFilter(
  input: Float64Array,
  outputGradient: Float64Array,
  convolution: Convolution,
): Float64Array {
  const { input: inputShape, outputChannels, kernel, stride } = convolution;
  const weightGradient = new Float64Array(outputChannels * inputShape.channels * kernel ** 2);
  forEachRowOfProducts(convolution, (inputStart, weightIndex, outputStart, length) => {
    let sum = 0;
    for (let k = 0; k < length; k++)
      sum += input[inputStart + k * stride]! * outputGradient[outputStart + k]!;
    weightGradient[weightIndex]! += sum;
  });
  return weightGradient;
}

/**
 * Visits every product of the formula above exactly once, a row at a time: the products
 * weight[weightIndex] · input[inputStart + k·stride], k = 0 … length−1, belong to output[outputStart + k].
 */
function forEachRowOfProducts(
  convolution: Convolution,
  visit: (inputStart: number, weightIndex: number, outputStart: number, length: number) => void,
): void {
  const { input, outputChannels, kernel, stride, padding } = convolution;
  const output = convolutionOutputShape(convolution);
  for (let n = 0; n < input.batch; n++) {
    for (let o = 0; o < outputChannels; o++) {
      const outputPlane = (n * outputChannels + o) * output.height * output.width;
      for (let i = 0; i < input.channels; i++) {
        const inputPlane = (n * input.channels + i) * input.height * input.width;
        for (let dr = 0; dr < kernel; dr++) {
          const rows = insideImage(dr, input.height, output.height, convolution);
          for (let dc = 0; dc < kernel; dc++) {
            const columns = insideImage(dc, input.width, output.width, convolution);
            const weightIndex = ((o * input.channels + i) * kernel + dr) * kernel + dc;
            for (let row = rows.first; row < rows.end; row++) {
              const inputRow = inputPlane + (stride * row + dr - padding) * input.width;
              visit(
                inputRow + stride * columns.first + dc - padding,
                weightIndex,
                outputPlane + row * output.width + columns.first,
                columns.end - columns.first,
              );
            }
          }
        }
      }
    }
  }
}

/** The output positions [first, end) along one axis at which a kernel tap lies inside the image. */
function insideImage(
  tap: number,
  inputSize: number,
  outputSize: number,
  { stride, padding }: Convolution,
): { first: number; end: number } {
  const first = Math.max(0, Math.ceil((padding - tap) / stride));
  const end = Math.min(outputSize, Math.floor((inputSize - 1 + padding - tap) / stride) + 1);
  return { first, end: Math.max(first, end) };
}
