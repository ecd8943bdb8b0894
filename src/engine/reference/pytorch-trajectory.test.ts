/**
 * The float64 twin against trajectories that PyTorch computed on Fashion-MNIST: an independent implementation.
 * Its files lie beside the repository where they were made; elsewhere these tests are skipped, and say why.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RUN_CONFIG, type OptimizerConfig } from '../../config/run-config';
import { readSafetensors } from '../../data/safetensors';
import { angleFromSums } from '../../theory/angle';
import { networkOf } from '../model/presets';
import {
  type Configuration,
  labelOf,
  type Manifest,
  normalised,
  type StepNumbers,
} from '../testing/pytorch-manifest';
import { ReferenceNetwork, type StepResult } from './reference-network';

const FOLDER = join(import.meta.dirname, '../../../../shared/oracle');
const AVAILABLE = existsSync(join(FOLDER, 'manifest.json'));
const TITLE = AVAILABLE
  ? 'PyTorch trajectories'
  : 'PyTorch trajectories (SKIPPED: no ../shared/oracle beside the repository)';

const BATCH = 64;
const PIXELS = 28 * 28;
const NETWORK = networkOf(DEFAULT_RUN_CONFIG.network, { channels: 1, height: 28, width: 28 }, 10);
/** PyTorch computed in float64 but stored the values as float32: half a unit in the last place, and some slack. */
const STORED = 1e-7;
/** Float64 against float32 arithmetic; only where no float64 values were stored. */
const SINGLE = 3e-6;

/** Twenty steps take ten seconds of an idle core, and tests share theirs. In milliseconds. */
const SLOW = 120_000;

/** The file's tensors widened to float64. */
function tensorsOf(name: string): Map<string, Float64Array> {
  const file = `${name}.safetensors`;
  const { tensors } = readSafetensors(readFileSync(join(FOLDER, file)), file);
  return new Map([...tensors].map(([key, { values }]) => [key, Float64Array.from(values, Number)]));
}

/** ‖found − expected‖/‖expected‖. Where PyTorch stored the first images of a batch only, those are compared. */
function relativeError(found: Float64Array, expected: Float64Array): number {
  const difference = expected.map((value, k) => value - found[k]!);
  return Math.hypot(...difference) / Math.hypot(...expected);
}

describe.skipIf(!AVAILABLE)(TITLE, () => {
  const manifest: Manifest = AVAILABLE
    ? JSON.parse(readFileSync(join(FOLDER, 'manifest.json'), 'utf8'))
    : { batch: BATCH, configs: {} };
  const load = (name: string) => (AVAILABLE ? tensorsOf(name) : new Map<string, Float64Array>());
  const initial = load('init');
  const batches = load('batches');

  function batch(index: number): [Float64Array, Float64Array] {
    const images = batches.get('images')!.subarray(index * BATCH * PIXELS, (index + 1) * BATCH * PIXELS);
    return [normalised(images), batches.get('labels')!.subarray(index * BATCH, (index + 1) * BATCH)];
  }

  function optionsOf(configuration: Configuration): OptimizerConfig {
    const { eta, lam, alpha } = manifest.configs[configuration];
    return { ...DEFAULT_RUN_CONFIG.optimizer, learningRate: eta, weightDecay: lam, momentum: alpha };
  }

  /** Loss and telemetry of a step against the numbers of the manifest, which are float64 throughout. */
  function expectStep(result: StepResult, expected: StepNumbers, tolerance: number): void {
    expect(Math.abs(result.loss / expected.loss - 1)).toBeLessThan(tolerance);
    expect(result.correct).toBe(expected.correct);
    for (const layer of ['conv1', 'conv2', 'conv3', 'fc'] as const) {
      const { w_norm, g_norm, cos_wg, angular_update } = expected[layer];
      const { tensor } = result.telemetry.get(`${layer}.weight`)!;
      const cosine = tensor.weightGradient / Math.sqrt(tensor.normSquared * tensor.gradientSquared);
      const angle = angleFromSums(tensor.normSquared, tensor.dot, tensor.perpendicularSquared);
      expect(Math.abs(Math.sqrt(tensor.normSquared) / w_norm - 1)).toBeLessThan(tolerance);
      expect(Math.abs(Math.sqrt(tensor.gradientSquared) / g_norm - 1)).toBeLessThan(tolerance);
      expect(Math.abs(cosine - cos_wg)).toBeLessThan(tolerance);
      expect(Math.abs(angle / angular_update - 1)).toBeLessThan(tolerance);
    }
  }

  /** What the twin has where a snapshot file has this tensor. */
  function counterpart(twin: ReferenceNetwork, { gradients }: StepResult, name: string): Float64Array {
    const [prefix = '', ...rest] = name.split('.');
    const bare = rest.join('.');
    if (prefix === 'grad') return gradients.get(bare)!;
    return (prefix === 'momentum' ? twin.momentum.get(bare) : twin.parameters.get(name))!;
  }

  /** The state after a step against a snapshot that PyTorch computed in float64. */
  function expectState(twin: ReferenceNetwork, result: StepResult, file: string): void {
    for (const [name, expected] of load(file)) {
      const found = counterpart(twin, result, name);
      expect(relativeError(found, expected), name).toBeLessThan(STORED);
    }
  }

  /**
   * The state after a step against a snapshot in float32: it must lie as far from ours as from PyTorch's own float64
   * values, a distance that the manifest states to three digits.
   */
  function expectSingleState(twin: ReferenceNetwork, result: StepResult, file: string): void {
    const [configuration, moment] = file.split('.') as [Configuration, string];
    for (const [name, expected] of load(file)) {
      const found = counterpart(twin, result, name);
      const distance =
        manifest.configs[configuration].tolerance[`${configuration}/${moment}/${labelOf(name)}`]!.rel_l2;
      expect(relativeError(expected, found), name).toBeLessThan(1.01 * distance);
    }
  }

  it('first step: activations, their gradients, gradients of the parameters, batch statistics', () => {
    const twin = new ReferenceNetwork(NETWORK, initial);
    const [images, labels] = batch(0);
    twin.forward(images, 'training');
    const { gradients, activationGradients } = twin.backward(labels);
    for (const [name, expected] of load('step1')) {
      const [pass = '', output = ''] = name.split('.');
      // The gradients and statistics of this file are compared below, in float64.
      if (pass !== 'fwd' && pass !== 'bwd') continue;
      const layer = output === 'logits' ? 'fc' : output;
      const found = pass === 'fwd' ? twin.records.get(layer)!.output : activationGradients.get(layer)!;
      expect(relativeError(found, expected), name).toBeLessThan(SINGLE);
    }
    for (const [name, expected] of load('step1-f64')) {
      const [layer = ''] = name.split('.');
      const statistics = twin.records.get(layer)?.statistics;
      const found = name.startsWith('grad.')
        ? gradients.get(name.slice('grad.'.length))
        : statistics?.[name.endsWith('batch_mean') ? 'mean' : 'variance'];
      expect(relativeError(found!, expected), name).toBeLessThan(STORED);
    }
  });

  it(
    'T0: 20 steps, the state after them, and the logits in inference',
    () => {
      const twin = new ReferenceNetwork(NETWORK, initial);
      manifest.configs.T0.steps.f64.forEach((expected, index) => {
        const result = twin.step(...batch(index), optionsOf('T0'));
        expectStep(result, expected, 1e-9);
        if (index === 0) expectSingleState(twin, result, 'T0.after1');
        if (index === 4) expectSingleState(twin, result, 'T0.after5');
        if (index === 19) expectState(twin, result, 'T0.after20-f64');
      });
      const logits = twin.forward(normalised(load('eval-images').get('images')!), 'inference');
      expect(relativeError(logits, load('T0.eval-logits').get('logits_f64')!)).toBeLessThan(STORED);
    },
    SLOW,
  );

  it('T1: the first steps, before rounding grows at its large learning rate', () => {
    const twin = new ReferenceNetwork(NETWORK, initial);
    manifest.configs.T1.steps.f64.slice(0, 3).forEach((expected, index) => {
      expectStep(twin.step(...batch(index), optionsOf('T1')), expected, 1e-9);
    });
  });

  it('T1: one step from a stored state, with momentum in the buffers', () => {
    const state = load('T1.after20');
    const twin = new ReferenceNetwork(NETWORK, state);
    for (const [name, values] of state)
      if (name.startsWith('momentum.')) twin.momentum.set(name.slice('momentum.'.length), values);
    const result = twin.step(...batch(20), optionsOf('T1'));
    expectStep(result, manifest.configs.T1.restart!.f64, 1e-9);
    expectSingleState(twin, result, 'T1.restart');
  });
});
