/**
 * How a finding trains: a config for a number of steps, from scratch or forked from a state, recorded step by step.
 * Needs a GPUDevice and somebody who opens data sets; knows nothing of pages, so that the page's worker, the runner and
 * the tests train alike.
 */
import { labError } from '../config/lab-error';
import { type RunConfig, runConfigSchema } from '../config/run-config';
import { nextRescale, rescalesAt } from '../config/schedule';
import type { DataSet } from '../data/data-set';
import { MAX_STEPS_PER_SUBMIT } from '../engine/gpu/step-submitter';
import type { CaseVariants } from '../engine/kernels/choose-variants';
import { Pacing } from '../engine/pacing';
import { Trainer } from '../engine/trainer';
import type { FindingContext } from './finding';
import { TrainingRecord } from './training-record';
import type { TrainingSpec } from './training-spec';

/** What trainings need. */
export interface TrainingHost {
  readonly device: GPUDevice;
  /** The adapter has no GPU behind it. */
  readonly software: boolean;
  /** The config's data set, subset and label noise applied. */
  readonly openData: (config: RunConfig) => Promise<DataSet>;
  /** Gives the forms of the kernels; without it they are what suits the kind of adapter. */
  readonly chooseKernels?: (config: RunConfig, dataSet: DataSet) => Promise<CaseVariants>;
}

/**
 * Trains and records. Ends early where a value is not finite any more (`record.divergence`); rejects when the signal
 * aborts, and with a LabError where the config or the device does not allow the run.
 */
export async function train(
  host: TrainingHost,
  spec: TrainingSpec,
  signal: AbortSignal,
): Promise<TrainingRecord> {
  const config = runConfigSchema.parse({ ...spec.config, steps: null });
  signal.throwIfAborted();
  const dataSet = await host.openData(config);
  const variants = (await host.chooseKernels?.(config, dataSet)) ?? {};
  const { device, software } = host;
  const trainer = await Trainer.create({ device, config, dataSet, software, variants });
  try {
    if (spec.from) trainer.restore(spec.from);
    if (spec.rescale) await trainer.rescale(spec.rescale);
    return await recordSteps(spec, config, trainer, signal);
  } finally {
    trainer.destroy();
  }
}

async function recordSteps(
  spec: TrainingSpec,
  config: RunConfig,
  trainer: Trainer,
  signal: AbortSignal,
): Promise<TrainingRecord> {
  const { steps, keepStateAt = [], withoutFilters = false, onSteps = () => {} } = spec;
  const end = trainer.step + steps;
  const { layout } = trainer.plan;
  const record = new TrainingRecord({
    config,
    tensors: layout.tensors.map(({ description }) => description),
    filterCount: layout.filterCount,
    firstStep: trainer.step,
    steps,
    withoutFilters,
  });
  const pacing = new Pacing(MAX_STEPS_PER_SUBMIT);
  trainer.onSteps = ({ batch, divergence }) => {
    // Steps in flight behind the one that diverged are void.
    if (record.divergence) return;
    record.divergence = divergence;
    record.append(batch);
    pacing.report(batch.count, performance.now());
    onSteps(record);
  };
  const stops = [...keepStateAt, end].sort((a, b) => a - b);
  while (!record.divergence) {
    if (keepStateAt.includes(trainer.step)) {
      const state = await trainer.save();
      record.states.set(state.step, state);
      record.tensorValues.set(state.step, trainer.tensorsOf(state));
      pacing.interrupt();
    }
    if (trainer.step >= end) break;
    signal.throwIfAborted();
    for (const factors of rescalesAt(config.events, trainer.step)) await trainer.rescale(factors);
    const stop = Math.min(
      stops.find((step) => step > trainer.step) ?? end,
      nextRescale(config.events, trainer.step + 1),
    );
    await trainer.advance(Math.min(pacing.steps, stop - trainer.step));
  }
  await trainer.settled();
  return record;
}

/** Who watches a finding, and may stop it. */
export type FindingView = Pick<FindingContext, 'progress' | 'draw' | 'signal'>;

/**
 * What a finding is run with: trains on the host, and counts its steps.
 * @param host null where there is no WebGPU: enough for findings that run anywhere
 */
export function findingContext(view: FindingView, host: TrainingHost | null): FindingContext {
  let total = 0;
  let before = 0;
  return {
    ...view,
    expectSteps: (steps) => {
      total = steps;
      before = 0;
    },
    train: async (spec) => {
      if (!host) throw labError('NO_WEBGPU', 'navigator.gpu');
      const onSteps = (record: TrainingRecord) => {
        if (total > 0) view.progress(before + record.count, total, spec.name);
        spec.onSteps?.(record);
      };
      const record = await train(host, { ...spec, onSteps }, view.signal);
      before += spec.steps;
      return record;
    },
  };
}
