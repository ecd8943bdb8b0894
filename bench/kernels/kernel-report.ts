/** Every kernel of a training step, timed alone and held against what the adapter could do. */
import { BufferArena } from '../../src/engine/gpu/buffers';
import { DispatchTimer } from '../../src/engine/gpu/dispatch-timer';
import type { Dispatch } from '../../src/engine/kernels/kernel';
import { STEP_PARAMETERS_STRIDE } from '../../src/engine/kernels/step-parameters';
import { accessesOf } from '../../src/engine/profile/accesses-of';
import { boundOf, neededFlop } from '../../src/engine/profile/bound';
import type { MeasuredRates } from '../../src/engine/profile/probes/adapter-rates';
import { RatesBeside } from '../../src/engine/profile/probes/rates-beside';
import { makeReady, PASS_MILLISECONDS, repeated } from '../../src/engine/profile/repeated-dispatches';
import { Trainer } from '../../src/engine/trainer';
import { summarise } from '../../src/engine/tuning/statistics';
import { type CaseDefinition, trainingCase } from '../cases/training-case';
import type { BenchDevice } from '../device';
import type { KernelResult } from '../results';

const ROUNDS = 7;

/** The dense layer, a thousandth of the work, is a convolution on one row of pixels. */
const CONVOLUTION = /^convolution-(?!.* 1×\d+×)/;

export interface KernelReport {
  readonly convolutions: readonly KernelResult[];
  readonly others: readonly KernelResult[];
}

export async function kernelReport(
  bench: BenchDevice,
  definition: CaseDefinition,
  measured: MeasuredRates,
): Promise<KernelReport> {
  const { device, software } = bench;
  const { config, dataSet } = trainingCase(definition);
  const trainer = await Trainer.create({ device, config, dataSet, software });
  // The buffers then hold what they hold in training.
  await trainer.advance(2);
  await trainer.settled();
  const timer = new DispatchTimer(device);
  const arena = new BufferArena(device);
  const stepTable = arena.uniform('step parameters', STEP_PARAMETERS_STRIDE);
  const kernels = [];
  for (const dispatch of eachOnce(trainer.plan.train)) {
    const work = repeated([await makeReady(device, dispatch, stepTable)]);
    const repeats = await timer.repeatsOf(work, PASS_MILLISECONDS);
    kernels.push({ dispatch, work, repeats, samples: [] as number[] });
  }
  const beside = await RatesBeside.load(device, timer, measured);
  for (let round = 0; round < ROUNDS; round++) {
    await beside.sample();
    for (const { work, repeats, samples } of kernels) samples.push(await timer.time(work, repeats));
  }
  const rates = beside.rates();
  const convolutions: KernelResult[] = [];
  const others: KernelResult[] = [];
  for (const { dispatch, samples } of kernels) {
    const { loads, stores } = await accessesOf(device, dispatch, stepTable);
    const flop = neededFlop(dispatch.kernel);
    const bound = boundOf({ flop, loads, stores }, rates);
    const { median: ms, least, most } = summarise(samples);
    const { label } = dispatch.kernel;
    const [name = '', ...shape] = label.split(' ');
    (CONVOLUTION.test(label) ? convolutions : others).push({
      name,
      shape: shape.join(' '),
      variant: trainer.plan.variants[label] ?? '',
      ms,
      spread_ms: [least, most],
      gflops: flop / ms / 1e6,
      fraction: bound.ms / ms,
      fraction_of_largest: Math.max(...Object.values(bound.byLimit)) / ms,
      limit: bound.limit,
      bound_ms: bound.byLimit,
      loads,
      stores,
    });
  }
  beside.destroy();
  timer.destroy();
  arena.destroy();
  trainer.destroy();
  return { convolutions, others };
}

/** Each case once. */
function eachOnce(list: readonly Dispatch[]): Dispatch[] {
  return [...new Map(list.map((dispatch) => [dispatch.kernel.label, dispatch])).values()];
}
