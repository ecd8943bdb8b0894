/** The trained tensors of a network under PyTorch's names, and the running statistics beside them. */
import { inferShapes, type Network } from '../model/network';
import type { TensorKind } from '../telemetry/step-batch';

export interface ParameterDescription {
  /** `<layer>.weight` or `<layer>.bias`. */
  readonly name: string;
  readonly kind: TensorKind;
  /** OIHW for convolutions, [out, in] for dense weights, [C] otherwise. */
  readonly shape: readonly number[];
}

/** The trained tensors in the order of the layers, weight before bias. Throws what `inferShapes` throws. */
export function trainedParameters(network: Network): ParameterDescription[] {
  const shapes = inferShapes(network);
  return network.layers.flatMap((layer): ParameterDescription[] => {
    const weight = `${layer.name}.weight`;
    const bias = `${layer.name}.bias`;
    switch (layer.kind) {
      case 'convolution': {
        const inputs = shapes.get(layer.input)!.channels;
        return [
          { name: weight, kind: 'convolution', shape: [layer.channels, inputs, layer.kernel, layer.kernel] },
        ];
      }
      case 'batchNorm': {
        const { channels } = shapes.get(layer.name)!;
        return [
          { name: weight, kind: 'batchNorm', shape: [channels] },
          { name: bias, kind: 'batchNorm', shape: [channels] },
        ];
      }
      case 'dense': {
        const inputs = shapes.get(layer.input)!.channels;
        return [
          { name: weight, kind: 'dense', shape: [layer.features, inputs] },
          { name: bias, kind: 'bias', shape: [layer.features] },
        ];
      }
      default:
        return [];
    }
  });
}

/** What BatchNorm keeps for inference: not trained, not decayed. */
export function runningStatistics(network: Network): { name: string; shape: readonly number[] }[] {
  const shapes = inferShapes(network);
  return network.layers
    .filter((layer) => layer.kind === 'batchNorm')
    .flatMap(({ name }) =>
      ['running_mean', 'running_var'].map((statistic) => ({
        name: `${name}.${statistic}`,
        shape: [shapes.get(name)!.channels],
      })),
    );
}
