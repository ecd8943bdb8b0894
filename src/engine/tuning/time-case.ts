/** Times the forms of one case side by side. */
import { LabError } from '../../config/lab-error';
import { DispatchTimer, type RepeatedWork } from '../gpu/dispatch-timer';
import { makeReady, repeated } from '../profile/repeated-dispatches';
import type { KernelWork } from './case-work';
import { ROUNDS } from './choose-by-timing';
import { Scratch } from './scratch';

/** A form that takes so many times as long as the fastest in the first round is not timed again. */
const DROPPED = 2;

/**
 * ms that a form is repeated for in a pass. With the GPU's own clock, whose step in browsers is 0.1 ms, a few will do;
 * by our clock the submit's latency must be small beside it.
 */
const PASS_MILLISECONDS = { timestamps: 3, wall: 20, software: 10 };

interface Form {
  readonly work: RepeatedWork;
  readonly repeats: number;
  readonly samples: number[];
}

export interface TimingJob {
  readonly device: GPUDevice;
  /** There is no GPU behind the adapter. */
  readonly software: boolean;
  /** What to time, by form. */
  readonly works: ReadonlyMap<string, readonly KernelWork[]>;
  /** The form that the others are held against: timed in all rounds, however slow. */
  readonly preset: string;
  readonly signal: AbortSignal;
}

/**
 * ms of each form per round, all forms once in each round; none of a form that this device refuses. Rejects when the
 * signal aborts, or the device is lost.
 */
export async function timeCase({
  device,
  software,
  works,
  preset,
  signal,
}: TimingJob): Promise<Readonly<Record<string, readonly number[]>>> {
  const timer = new DispatchTimer(device);
  const scratch = new Scratch(device);
  const pass = software ? 'software' : device.features.has('timestamp-query') ? 'timestamps' : 'wall';
  const forms = new Map<string, Form>();
  try {
    for (const [name, kernels] of works) {
      signal.throwIfAborted();
      const form = await prepare(device, scratch, timer, kernels, PASS_MILLISECONDS[pass]);
      if (form) forms.set(name, form);
    }
    for (let round = 0; round < ROUNDS; round++) {
      const best = Math.min(...[...forms.values()].flatMap(({ samples }) => samples.slice(0, 1)));
      for (const [name, { work, repeats, samples }] of forms) {
        signal.throwIfAborted();
        if (samples[0] !== undefined && samples[0] > DROPPED * best && name !== preset) continue;
        samples.push(await timer.time(work, repeats));
      }
    }
  } finally {
    timer.destroy();
    scratch.destroy();
  }
  return Object.fromEntries([...forms].map(([name, { samples }]) => [name, samples]));
}

/** Compiled and warmed up; null where the device refuses it: that is no reason to refuse the run. */
async function prepare(
  device: GPUDevice,
  scratch: Scratch,
  timer: DispatchTimer,
  kernels: readonly KernelWork[],
  passMilliseconds: number,
): Promise<Form | null> {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  let form: Form | null = null;
  try {
    const ready = kernels.map((entry) =>
      makeReady(device, { kernel: entry.kernel, buffers: scratch.bindings(entry) }, scratch.stepTable),
    );
    const work = repeated(await Promise.all(ready));
    form = { work, repeats: await timer.repeatsOf(work, passMilliseconds), samples: [] };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
  }
  const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  return errors.every((error) => error === null) ? form : null;
}
