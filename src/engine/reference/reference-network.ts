/**
 * The float64 twin of a whole training step: forward, backward, update and telemetry of any network that the lab
 * can describe, layer by layer with the functions beside this file. Nothing is fused, everything is kept.
 */
import { labError } from '../../config/lab-error';
import type { OptimizerConfig } from '../../config/run-config';
import { inferShapes, inputsOf, type Network } from '../model/network';
import { updateRuleOf } from '../optimizer/update-rule';
import { add } from './activation';
import { updateRunningStatistics } from './batch-norm';
import { type BatchShape, sizeOf } from './batch-shape';
import {
  backwardLayer,
  type ForwardRecord,
  forwardLayer,
  type LayerContext,
  type Mode,
} from './layer-passes';
import { type ParameterDescription, runningStatistics, trainedParameters } from './parameters';
import { sgdStep } from './sgd';
import { softmaxCrossEntropy } from './softmax-cross-entropy';
import { type TensorTelemetry, tensorTelemetry } from './update-sums';

export interface BackwardResult {
  /** Mean cross-entropy of the batch, in nats. */
  readonly loss: number;
  /** Number of images classified rightly. */
  readonly correct: number;
  /** ∂L/∂parameter by PyTorch's name, without weight decay. */
  readonly gradients: Map<string, Float64Array>;
  /** ∂L/∂(output of a layer) by the layer's name; ∂L/∂images under the input layer's. */
  readonly activationGradients: Map<string, Float64Array>;
}

export interface StepResult extends BackwardResult {
  /** By the parameter's name. */
  readonly telemetry: Map<string, TensorTelemetry>;
}

export class ReferenceNetwork {
  /** Trained tensors and running statistics by PyTorch's names; a step puts new arrays in their place. */
  readonly parameters = new Map<string, Float64Array>();
  /** Momentum buffers by the parameter's name; none before the first step. */
  readonly momentum = new Map<string, Float64Array>();
  /** What each layer kept of the last forward pass, by the layer's name: its output [N,C,H,W] first of all. */
  readonly records = new Map<string, ForwardRecord>();

  private readonly network: Network;
  private readonly shapes: ReturnType<typeof inferShapes>;
  private readonly trained: readonly ParameterDescription[];
  private readonly context: LayerContext;
  private readonly inputName: string;
  private readonly logitsName: string;
  private lastMode: Mode | undefined;
  private batch = 0;

  /**
   * @param parameters PyTorch's names and layouts (`conv1.weight`, `bn1.running_mean`, …). Copied, so that one map
   * can start several networks. Throws a LabError when one is missing or has not the length the network asks for.
   */
  constructor(network: Network, parameters: ReadonlyMap<string, Float64Array>) {
    this.network = network;
    this.shapes = inferShapes(network);
    this.trained = trainedParameters(network);
    this.inputName = network.layers[0]!.name;
    this.logitsName = network.layers.at(-1)!.name;
    for (const { name, shape } of [...this.trained, ...runningStatistics(network)]) {
      const length = shape.reduce((product, size) => product * size, 1);
      this.parameters.set(name, copyOf(name, parameters.get(name), length));
    }
    this.context = {
      shape: (name) => this.shape(name),
      activation: (name) => this.records.get(name)!.output,
      parameter: (name) => this.parameters.get(name)!,
    };
  }

  /**
   * The logits [N,classes] of the images [N,C,H,W]. A training pass also moves the running statistics, as in PyTorch.
   * Throws a LabError when the images are none or not a whole number.
   */
  forward(images: Float64Array, mode: Mode): Float64Array {
    const batch = images.length / sizeOf({ ...this.shapes.get(this.inputName)!, batch: 1 });
    if (!Number.isInteger(batch) || batch === 0) {
      throw labError('REFERENCE_IMAGES', this.inputName, { values: images.length, images: batch });
    }
    this.batch = batch;
    this.lastMode = mode;
    for (const layer of this.network.layers) {
      const record = layer.kind === 'input' ? { output: images } : forwardLayer(layer, this.context, mode);
      this.records.set(layer.name, record);
      if (layer.kind === 'batchNorm' && mode === 'training') this.moveRunningStatistics(layer.name, record);
    }
    return this.logits();
  }

  /** Loss and gradients of the last forward pass, a training one (else a LabError). @param labels N class indices */
  backward(labels: ArrayLike<number>): BackwardResult {
    if (this.lastMode !== 'training') {
      throw labError('REFERENCE_NO_TRAINING_PASS', 'backward');
    }
    const { loss, correct, gradient } = softmaxCrossEntropy(this.logits(), labels);
    const gradients = new Map<string, Float64Array>();
    const activationGradients = new Map([[this.logitsName, gradient]]);
    for (const layer of this.network.layers.toReversed()) {
      const outgoing = activationGradients.get(layer.name);
      if (layer.kind === 'input' || !outgoing) continue;
      const found = backwardLayer(layer, this.context, this.records.get(layer.name)!, outgoing);
      if (found.weight) gradients.set(`${layer.name}.weight`, found.weight);
      if (found.bias) gradients.set(`${layer.name}.bias`, found.bias);
      for (const name of inputsOf(layer)) {
        // A layer that several others read collects the gradients of all its readers.
        const collected = activationGradients.get(name);
        activationGradients.set(name, collected ? add(collected, found.input) : found.input);
      }
    }
    return { loss, correct, gradients, activationGradients };
  }

  /**
   * One training step. @param images [N,C,H,W]  @param labels N class indices
   * @param optimizer with the step's own hyper-parameters
   */
  step(images: Float64Array, labels: ArrayLike<number>, optimizer: OptimizerConfig): StepResult {
    this.forward(images, 'training');
    const result = this.backward(labels);
    const telemetry = new Map<string, TensorTelemetry>();
    for (const { name, kind, shape } of this.trained) {
      const before = this.parameters.get(name)!;
      const buffer = this.momentum.get(name) ?? null;
      const momentum = buffer ?? new Float64Array(before.length);
      const gradient = result.gradients.get(name)!;
      const updated = sgdStep({ weight: before, momentum: buffer }, gradient, {
        ...updateRuleOf(optimizer),
        learningRate: optimizer.learningRate * optimizer.learningRateFactor[kind],
        weightDecay: optimizer.decay[kind] ? optimizer.weightDecay : 0,
        momentum: optimizer.momentum,
      });
      this.parameters.set(name, updated.weight);
      this.momentum.set(name, updated.momentum);
      telemetry.set(name, tensorTelemetry({ before, after: updated.weight, gradient, momentum }, shape));
    }
    return { ...result, telemetry };
  }

  private moveRunningStatistics(layer: string, { statistics }: ForwardRecord): void {
    const running = {
      mean: this.parameters.get(`${layer}.running_mean`)!,
      variance: this.parameters.get(`${layer}.running_var`)!,
    };
    const moved = updateRunningStatistics(running, statistics!, this.shape(layer));
    this.parameters.set(`${layer}.running_mean`, moved.mean);
    this.parameters.set(`${layer}.running_var`, moved.variance);
  }

  private shape(layer: string): BatchShape {
    return { ...this.shapes.get(layer)!, batch: this.batch };
  }

  private logits(): Float64Array {
    return this.records.get(this.logitsName)!.output;
  }
}

function copyOf(name: string, values: Float64Array | undefined, length: number): Float64Array {
  if (values?.length === length) return values.slice();
  throw labError('REFERENCE_PARAMETER', name, { found: values?.length ?? null, length });
}
