/**
 * Times every kernel of a run's training step. It works on a copy of the run, with buffers of its own: what training
 * computes before and after cannot depend on it.
 */
import { BufferArena } from '../gpu/buffers';
import { OPTIONAL_FEATURES } from '../gpu/device';
import { DispatchTimer, type RepeatedWork } from '../gpu/dispatch-timer';
import type { CaseVariants } from '../kernels/choose-variants';
import type { Dispatch } from '../kernels/kernel';
import { STEP_PARAMETERS_STRIDE, writeStepParameters } from '../kernels/step-parameters';
import { Trainer, type TrainerOptions } from '../trainer';
import type { TrainerState } from '../trainer-state';
import { summarise } from '../tuning/statistics';
import { accessesOf } from './accesses-of';
import { neededFlop } from './bound';
import { type Accesses, UncountableAccess } from './count-accesses';
import type { MeasuredRates } from './probes/adapter-rates';
import { RatesBeside } from './probes/rates-beside';
import { makeReady, PASS_MILLISECONDS, repeated } from './repeated-dispatches';
import type { KernelProfile, StepProfile } from './step-profile';
import { workgroupSizeOf } from './workgroup-size';

export interface ProfileOptions extends Omit<TrainerOptions, 'onProgress' | 'telemetry'> {
  /** The forms that the run uses. */
  readonly variants: CaseVariants;
  readonly state: TrainerState;
  /** As measured before; their best probes run once more beside the kernels. */
  readonly measured: MeasuredRates;
  /** Called often, with a count and what it will come to; what it throws ends the profile. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Every kernel is timed once in each: what slows the machine for a moment slows one sample of each. */
const ROUNDS = 7;

/** A step that leaves the weights where they are: however often it is repeated, it computes on the run's numbers. */
const STILL = { learningRate: 0, weightDecay: 0, momentum: 0 };

interface Timed {
  readonly work: RepeatedWork;
  readonly samples: number[];
  repeats: number;
}

interface TimedKernel extends Timed {
  readonly dispatch: Dispatch;
  count: number;
}

/** Throws the LabErrors of `Trainer.create`, above all where the copy finds no room beside the run. */
export async function profileRun({
  state,
  measured,
  onProgress = () => {},
  ...options
}: ProfileOptions): Promise<StepProfile> {
  const { device, config } = options;
  const trainer = await Trainer.create(options);
  const arena = new BufferArena(device);
  const timer = new DispatchTimer(device);
  let beside: RatesBeside | null = null;
  try {
    trainer.restore(state);
    // Buffers and image indices then hold what they hold in training.
    await trainer.advance(1, () => STILL);
    await trainer.settled();
    const stepTable = stepTableOf(device, arena, config.batchSize);
    const { step, kernels } = await makeWork(device, trainer.plan.train, stepTable);

    let done = 0;
    const total = (1 + ROUNDS) * (2 + kernels.length) + kernels.length;
    const advance = () => onProgress(++done, total);
    beside = await RatesBeside.load(device, timer, measured);
    advance();
    for (const timed of [step, ...kernels]) {
      timed.repeats = await timer.repeatsOf(timed.work, PASS_MILLISECONDS);
      advance();
    }
    for (let round = 0; round < ROUNDS; round++) {
      await beside.sample();
      advance();
      // The step first: kernels that write over what they read find its numbers again.
      for (const { work, repeats, samples } of [step, ...kernels]) {
        samples.push(await timer.time(work, repeats));
        advance();
      }
    }
    const profiles: KernelProfile[] = [];
    for (const timed of kernels) {
      const accesses = await countedAccesses(device, timed.dispatch, stepTable);
      profiles.push(kernelProfile(timed, accesses, options.variants));
      advance();
    }
    return {
      step: state.step,
      timestamps: device.features.has('timestamp-query'),
      features: OPTIONAL_FEATURES.filter((feature) => device.features.has(feature)),
      rates: beside.rates(),
      time: summarise(step.samples),
      kernels: profiles,
    };
  } finally {
    beside?.destroy();
    timer.destroy();
    arena.destroy();
    trainer.destroy();
  }
}

function stepTableOf(device: GPUDevice, arena: BufferArena, batch: number): GPUBuffer {
  const table = arena.uniform('step parameters', STEP_PARAMETERS_STRIDE);
  const values = new ArrayBuffer(STEP_PARAMETERS_STRIDE);
  writeStepParameters(new DataView(values), 0, { ...STILL, valid: batch });
  device.queue.writeBuffer(table, 0, values);
  return table;
}

/** The step as a whole, and its dispatches by their code. */
async function makeWork(
  device: GPUDevice,
  list: readonly Dispatch[],
  stepTable: GPUBuffer,
): Promise<{ readonly step: Timed; readonly kernels: readonly TimedKernel[] }> {
  const ready = await Promise.all(list.map((dispatch) => makeReady(device, dispatch, stepTable)));
  const kernels = new Map<string, TimedKernel>();
  list.forEach((dispatch, index) => {
    const { code } = dispatch.kernel;
    const known = kernels.get(code);
    if (known) known.count++;
    else kernels.set(code, { ...timed(repeated([ready[index]!])), dispatch, count: 1 });
  });
  return { step: timed(repeated(ready)), kernels: [...kernels.values()] };
}

function timed(work: RepeatedWork): Timed {
  return { work, samples: [], repeats: 1 };
}

async function countedAccesses(
  device: GPUDevice,
  dispatch: Dispatch,
  stepTable: GPUBuffer,
): Promise<Accesses | null> {
  try {
    return await accessesOf(device, dispatch, stepTable);
  } catch (error) {
    if (error instanceof UncountableAccess) return null;
    throw error;
  }
}

function kernelProfile(
  { dispatch: { kernel, buffers }, count, samples }: TimedKernel,
  accesses: Accesses | null,
  variants: CaseVariants,
): KernelProfile {
  const { label, code, workgroups, bindings } = kernel;
  return {
    label,
    code,
    variant: variants[label] ?? '',
    count,
    workgroups,
    threads: workgroupSizeOf(code),
    buffers: buffers.map(({ buffer, offset = 0, size = buffer.size - offset }, binding) => ({
      label: buffer.label,
      bytes: size,
      access: bindings[binding] ?? 'read',
    })),
    time: summarise(samples),
    flop: neededFlop(kernel),
    accesses,
  };
}
