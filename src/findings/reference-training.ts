/**
 * Training in float64 on the engine's twin, without a GPU: for claims that hold exactly, and that float32's rounding
 * hides after some dozens of steps.
 */
import type { OptimizerConfig, RunConfig } from '../config/run-config';
import type { DataSet } from '../data/data-set';
import { networkOf } from '../engine/model/presets';
import { initialValue } from '../engine/optimizer/initial-weights';
import { batchAt } from '../engine/reference/batch-at';
import { type ParameterDescription, trainedParameters } from '../engine/reference/parameters';
import { ReferenceNetwork } from '../engine/reference/reference-network';

export interface ReferenceTrainingOptions {
  /** Its schedule and events are not read: each step gets its hyper-parameters. */
  readonly config: RunConfig;
  /** With subset and label noise already applied. */
  readonly dataSet: DataSet;
  /**
   * Factor on the convolutions' initial weights, in float64. Unlike the config's own, which is rounded to float32
   * with each weight, it leaves their direction as it is.
   */
  readonly weightScale?: number;
}

/** One run, step by step. A step takes about 10 ms for a network of 4, 6 and 8 filters and 16 images of 28×28. */
export class ReferenceTraining {
  private readonly options: ReferenceTrainingOptions;
  private readonly network: ReferenceNetwork;
  private readonly convolutions: readonly string[];
  private count = 0;

  constructor(options: ReferenceTrainingOptions) {
    const { config, dataSet, weightScale = 1 } = options;
    const { channels, height, width } = dataSet.train;
    const network = networkOf(config.network, { channels, height, width }, dataSet.classNames.length);
    const trained = trainedParameters(network);
    const parameters = new Map(
      trained.map((tensor) => [tensor.name, initialTensor(tensor, config, weightScale)]),
    );
    for (const layer of network.layers) {
      if (layer.kind !== 'batchNorm') continue;
      const { length } = parameters.get(`${layer.name}.weight`)!;
      parameters.set(`${layer.name}.running_mean`, new Float64Array(length));
      parameters.set(`${layer.name}.running_var`, new Float64Array(length).fill(1));
    }
    this.options = options;
    this.network = new ReferenceNetwork(network, parameters);
    this.convolutions = trained.flatMap(({ name, kind }) => (kind === 'convolution' ? [name] : []));
  }

  /**
   * Computes the next step on the batch that the GPU's engine would meet.
   * @param change of the config's optimizer, for this step
   * @returns the batch's loss before the update, in nats
   */
  step(change: Partial<OptimizerConfig>): number {
    const { config, dataSet } = this.options;
    const { images, labels } = batchAt(dataSet, config.seed, config.batchSize, this.count++);
    return this.network.step(images, labels, { ...config.optimizer, ...change }).loss;
  }

  /** The convolutions' weights, tensor after tensor in the order of the layers. */
  weights(): Float64Array[] {
    return this.convolutions.map((name) => this.network.parameters.get(name)!);
  }
}

function initialTensor(
  tensor: ParameterDescription,
  { seed, network }: RunConfig,
  weightScale: number,
): Float64Array {
  const scale = tensor.kind === 'convolution' ? weightScale : 1;
  return Float64Array.from(initialValue(tensor, seed, network), (value) => scale * value);
}
