/** The dense layer y = x·Wᵀ + b in float64, with PyTorch's weight layout [out, in]. */

export interface Dense {
  readonly batch: number;
  readonly inputs: number;
  readonly outputs: number;
}

export interface DenseGradients {
  /** ∂L/∂x, [N,in]. */
  readonly input: Float64Array;
  /** ∂L/∂W, [out,in]. */
  readonly weight: Float64Array;
  /** ∂L/∂b, [out]. */
  readonly bias: Float64Array;
}

/** @param input [N,in]  @param weight [out,in]  @param bias [out]  @returns [N,out] */
export function denseForward(
  input: Float64Array,
  weight: Float64Array,
  bias: Float64Array,
  { batch, inputs, outputs }: Dense,
): Float64Array {
  const output = new Float64Array(batch * outputs);
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outputs; o++) {
      let sum = bias[o]!;
      for (let i = 0; i < inputs; i++) sum += input[n * inputs + i]! * weight[o * inputs + i]!;
      output[n * outputs + o] = sum;
    }
  }
  return output;
}

/** @param input [N,in]  @param weight [out,in]  @param outputGradient [N,out] */
export function denseBackward(
  input: Float64Array,
  weight: Float64Array,
  outputGradient: Float64Array,
  { batch, inputs, outputs }: Dense,
): DenseGradients {
  const gradients = {
    input: new Float64Array(batch * inputs),
    weight: new Float64Array(outputs * inputs),
    bias: new Float64Array(outputs),
  };
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outputs; o++) {
      const incoming = outputGradient[n * outputs + o]!;
      gradients.bias[o]! += incoming;
      for (let i = 0; i < inputs; i++) {
        gradients.input[n * inputs + i]! += incoming * weight[o * inputs + i]!;
        gradients.weight[o * inputs + i]! += incoming * input[n * inputs + i]!;
      }
    }
  }
  return gradients;
}
