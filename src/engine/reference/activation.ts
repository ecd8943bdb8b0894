/** The operations that act value by value, in float64. */

/** max(x, 0); NaN stays NaN. */
export function reluForward(input: Float64Array): Float64Array {
  return input.map((value) => Math.max(value, 0));
}

/** ∂L/∂x = ∂L/∂y where y > 0, else 0: the derivative at 0 is 0, as in PyTorch. @param output y of the forward pass */
export function reluBackward(output: Float64Array, outputGradient: Float64Array): Float64Array {
  return outputGradient.map((gradient, k) => (output[k]! > 0 ? gradient : 0));
}

/** a + b, tensors of one shape. Its gradient with respect to each is the incoming one, unchanged. */
export function add(first: Float64Array, second: Float64Array): Float64Array {
  return first.map((value, k) => value + second[k]!);
}
