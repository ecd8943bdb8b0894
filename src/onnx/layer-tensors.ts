/** The weights that a layer needs for inference, by PyTorch's names, and how they are taken from a map of weights. */
import { labError } from '../config/lab-error';
import type { Layer, Shape } from '../engine/model/network';

/** Float32 tensors by PyTorch's names, e.g. `conv1.weight` (OIHW), `bn1.running_mean`, `fc.weight` ([out, in]). */
export type Weights = ReadonlyMap<string, Float32Array>;

export interface TensorShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The tensors that a layer reads besides its input, in the order of the ONNX operator's inputs. */
export function tensorsOf(layer: Layer, input: Shape): readonly TensorShape[] {
  const { name } = layer;
  switch (layer.kind) {
    case 'convolution':
      return [
        { name: `${name}.weight`, shape: [layer.channels, input.channels, layer.kernel, layer.kernel] },
      ];
    case 'batchNorm':
      return ['weight', 'bias', 'running_mean', 'running_var'].map((part) => ({
        name: `${name}.${part}`,
        shape: [input.channels],
      }));
    case 'dense':
      return [
        { name: `${name}.weight`, shape: [layer.features, input.channels] },
        { name: `${name}.bias`, shape: [layer.features] },
      ];
    default:
      return [];
  }
}

/** The values of a tensor. Throws a LabError that names it: `TENSOR_MISSING`, `TENSOR_SIZE`. */
export function tensorValues(weights: Weights, { name, shape }: TensorShape): Float32Array {
  const values = weights.get(name);
  if (!values) throw labError('TENSOR_MISSING', name);
  const size = shape.reduce((product, length) => product * length, 1);
  if (values.length !== size)
    throw labError('TENSOR_SIZE', name, { found: values.length, shape, needed: size });
  return values;
}
