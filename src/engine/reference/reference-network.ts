/**
 * The float64 twin of a whole training step: forward, backward, update and telemetry of any network that the lab
 * can describe, layer by layer with the functions beside this file. Nothing is fused, everything is kept.
 */
import { LabError } from '../../config/lab-error';
import type { HyperParameters } from '../../theory/hyper-parameters';
import { inferShapes, inputsOf, type Layer, type Network } from '../model/network';
import type { TensorKind } from '../telemetry/step-batch';
import { add, reluBackward, reluForward } from './activation';
import {
  batchNormBackward,
  batchNormForward,
  batchStatistics,
  type ChannelStatistics,
  updateRunningStatistics,
} from './batch-norm';
import { type BatchShape, sizeOf } from './batch-shape';
import {
  type Convolution,
  convolutionBackwardData,
  convolutionBackwardFilter,
  convolutionForward,
} from './convolution';
import { denseBackward, denseForward } from './dense';
import { type ParameterDescription, runningStatistics, trainedParameters } from './parameters';
import {
  averagePoolBackward,
  averagePoolForward,
  globalAveragePoolBackward,
  globalAveragePoolForward,
  maxPoolBackward,
  maxPoolForward,
} from './pooling';
import { sgdStep } from './sgd';
import { softmaxCrossEntropy } from './softmax-cross-entropy';
import { type TensorTelemetry, tensorTelemetry } from './update-sums';

/** Training normalises with the statistics of the batch, inference with the running ones. */
export type Mode = 'training' | 'inference';

/** Float64 values by name. */
export type Tensors = Map<string, Float64Array>;

export interface StepOptions extends HyperParameters {
  readonly nesterov: boolean;
  /** The kinds of tensors on which weight decay acts. */
  readonly decay: Readonly<Record<TensorKind, boolean>>;
}

export interface BackwardResult {
  /** Mean cross-entropy of the batch. */
  readonly loss: number;
  readonly correct: number;
  /** ∂L/∂parameter by PyTorch's name, without weight decay. */
  readonly gradients: Tensors;
  /** ∂L/∂(output of the layer) by the layer's name; the images' under the input layer's name. */
  readonly activationGradients: Tensors;
}

export interface StepResult extends BackwardResult {
  /** By the parameter's name. */
  readonly telemetry: Map<string, TensorTelemetry>;
}

type LayerOf<Kind extends Layer['kind']> = Extract<Layer, { kind: Kind }>;

export class ReferenceNetwork {
  readonly network: Network;
  /** Trained tensors and running statistics; `step` and training passes replace them here. */
  readonly parameters: Tensors;
  /** Momentum buffers by the parameter's name, zero at the start. */
  readonly momentum: Tensors = new Map();
  /** Output of each layer, [N,C,H,W], as of the last forward pass. */
  readonly activations: Tensors = new Map();
  /** Mean and biased variance that each BatchNorm layer met in the last training pass. */
  readonly statistics = new Map<string, ChannelStatistics>();

  private readonly shapes: ReturnType<typeof inferShapes>;
  private readonly trained: readonly ParameterDescription[];
  private readonly maxPoolSources = new Map<string, Int32Array>();
  private mode: Mode | undefined;
  private batch = 0;

  /**
   * @param parameters PyTorch's names and layouts (`conv1.weight`, `bn1.running_mean`, …). Copied, so that a map may
   * start several networks. Throws a LabError when one is missing or has another length than the network asks for.
   */
  constructor(network: Network, parameters: ReadonlyMap<string, Float64Array>) {
    this.network = network;
    this.shapes = inferShapes(network);
    this.trained = trainedParameters(network);
    this.parameters = new Map();
    for (const { name, shape } of [...this.trained, ...runningStatistics(network)]) {
      const length = shape.reduce((product, size) => product * size, 1);
      const values = parameters.get(name);
      if (values?.length !== length) throw unfitParameter(name, length, values?.length);
      this.parameters.set(name, values.slice());
    }
    for (const { name } of this.trained)
      this.momentum.set(name, new Float64Array(this.parameters.get(name)!.length));
  }

  /**
   * The logits [N,classes] of the images [N,C,H,W]. Training passes also move the running statistics, as in PyTorch.
   * Throws a LabError when the images do not fill whole batches of the input's shape.
   */
  forward(images: Float64Array, mode: Mode): Float64Array {
    const [input] = this.network.layers;
    this.batch = images.length / sizeOf({ ...this.shapes.get(input!.name)!, batch: 1 });
    if (!Number.isInteger(this.batch) || this.batch === 0) throw unfitImages(images.length, input!.name);
    this.mode = mode;
    for (const layer of this.network.layers) {
      const output = layer.kind === 'input' ? images : this.layerForward(layer, mode);
      this.activations.set(layer.name, output);
    }
    return this.logits();
  }

  /** Loss and all gradients of the last training pass. @param labels N class indices */
  backward(labels: ArrayLike<number>): BackwardResult {
    if (this.mode !== 'training') throw noTrainingPass();
    const { loss, correct, gradient } = softmaxCrossEntropy(this.logits(), labels);
    const gradients: Tensors = new Map();
    const activationGradients: Tensors = new Map();
    activationGradients.set(this.network.layers.at(-1)!.name, gradient);
    for (const layer of this.network.layers.toReversed()) {
      const outgoing =
        activationGradients.get(layer.name) ?? new Float64Array(sizeOf(this.shape(layer.name)));
      activationGradients.set(layer.name, outgoing);
      if (layer.kind === 'input') continue;
      const inputGradient = this.layerBackward(layer, outgoing, gradients);
      for (const name of inputsOf(layer)) {
        // A layer that several others read collects the gradients of all its readers.
        const collected = activationGradients.get(name);
        activationGradients.set(name, collected ? add(collected, inputGradient) : inputGradient);
      }
    }
    return { loss, correct, gradients, activationGradients };
  }

  /** One training step. @param images [N,C,H,W]  @param labels N class indices */
  step(images: Float64Array, labels: ArrayLike<number>, options: StepOptions): StepResult {
    this.forward(images, 'training');
    const result = this.backward(labels);
    const telemetry = new Map<string, TensorTelemetry>();
    for (const { name, kind, shape } of this.trained) {
      const before = this.parameters.get(name)!;
      const momentum = this.momentum.get(name)!;
      const gradient = result.gradients.get(name)!;
      const weightDecay = options.decay[kind] ? options.weightDecay : 0;
      const updated = sgdStep({ weight: before, momentum }, gradient, { ...options, weightDecay });
      this.parameters.set(name, updated.weight);
      this.momentum.set(name, updated.momentum);
      telemetry.set(name, tensorTelemetry({ before, after: updated.weight, gradient, momentum }, shape));
    }
    return { ...result, telemetry };
  }

  private layerForward(layer: Exclude<Layer, { kind: 'input' }>, mode: Mode): Float64Array {
    const [first, second] = inputsOf(layer);
    const input = this.activations.get(first!)!;
    const inputShape = this.shape(first!);
    switch (layer.kind) {
      case 'convolution':
        return convolutionForward(input, this.parameter(layer, 'weight'), this.convolution(layer));
      case 'batchNorm': {
        const statistics = this.normalisingStatistics(layer, input, inputShape, mode);
        return batchNormForward(input, statistics, this.batchNormParameters(layer), inputShape);
      }
      case 'relu':
        return reluForward(input);
      case 'add':
        return add(input, this.activations.get(second!)!);
      case 'maxPool': {
        const { output, source } = maxPoolForward(input, { ...layer, input: inputShape });
        this.maxPoolSources.set(layer.name, source);
        return output;
      }
      case 'averagePool':
        return averagePoolForward(input, { ...layer, input: inputShape });
      case 'globalAveragePool':
        return globalAveragePoolForward(input, inputShape);
      case 'dense': {
        const [weight, bias] = [this.parameter(layer, 'weight'), this.parameter(layer, 'bias')];
        return denseForward(input, weight, bias, this.dense(layer));
      }
    }
  }

  /** ∂L/∂(each input of the layer); what the layer's own parameters get is written to `gradients`. */
  private layerBackward(
    layer: Exclude<Layer, { kind: 'input' }>,
    outgoing: Float64Array,
    gradients: Tensors,
  ): Float64Array {
    const [first] = inputsOf(layer);
    const input = this.activations.get(first!)!;
    const inputShape = this.shape(first!);
    switch (layer.kind) {
      case 'convolution': {
        const convolution = this.convolution(layer);
        gradients.set(`${layer.name}.weight`, convolutionBackwardFilter(input, outgoing, convolution));
        return convolutionBackwardData(outgoing, this.parameter(layer, 'weight'), convolution);
      }
      case 'batchNorm': {
        const statistics = this.statistics.get(layer.name)!;
        const parameters = this.batchNormParameters(layer);
        const result = batchNormBackward(input, statistics, parameters, outgoing, inputShape);
        gradients.set(`${layer.name}.weight`, result.weight);
        gradients.set(`${layer.name}.bias`, result.bias);
        return result.input;
      }
      case 'relu':
        return reluBackward(this.activations.get(layer.name)!, outgoing);
      case 'add':
        return outgoing;
      case 'maxPool':
        return maxPoolBackward(this.maxPoolSources.get(layer.name)!, outgoing, {
          ...layer,
          input: inputShape,
        });
      case 'averagePool':
        return averagePoolBackward(outgoing, { ...layer, input: inputShape });
      case 'globalAveragePool':
        return globalAveragePoolBackward(outgoing, inputShape);
      case 'dense': {
        const result = denseBackward(input, this.parameter(layer, 'weight'), outgoing, this.dense(layer));
        gradients.set(`${layer.name}.weight`, result.weight);
        gradients.set(`${layer.name}.bias`, result.bias);
        return result.input;
      }
    }
  }

  /** The statistics a BatchNorm layer uses now; in training the batch's, which also move the running ones. */
  private normalisingStatistics(
    layer: LayerOf<'batchNorm'>,
    input: Float64Array,
    shape: BatchShape,
    mode: Mode,
  ): ChannelStatistics {
    const running = {
      mean: this.parameter(layer, 'running_mean'),
      variance: this.parameter(layer, 'running_var'),
    };
    if (mode === 'inference') return running;
    const statistics = batchStatistics(input, shape);
    const moved = updateRunningStatistics(running, statistics, shape);
    this.parameters.set(`${layer.name}.running_mean`, moved.mean);
    this.parameters.set(`${layer.name}.running_var`, moved.variance);
    this.statistics.set(layer.name, statistics);
    return statistics;
  }

  private parameter(layer: Layer, suffix: string): Float64Array {
    return this.parameters.get(`${layer.name}.${suffix}`)!;
  }

  private batchNormParameters(layer: LayerOf<'batchNorm'>) {
    const { epsilon } = layer;
    return { weight: this.parameter(layer, 'weight'), bias: this.parameter(layer, 'bias'), epsilon };
  }

  private convolution(layer: LayerOf<'convolution'>): Convolution {
    const { channels, kernel, stride, padding } = layer;
    return { input: this.shape(layer.input), outputChannels: channels, kernel, stride, padding };
  }

  private dense(layer: LayerOf<'dense'>) {
    const { channels } = this.shape(layer.input);
    return { batch: this.batch, inputs: channels, outputs: layer.features };
  }

  private shape(name: string): BatchShape {
    return { ...this.shapes.get(name)!, batch: this.batch };
  }

  private logits(): Float64Array {
    return this.activations.get(this.network.layers.at(-1)!.name)!;
  }
}
