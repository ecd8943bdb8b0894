/** Every kernel of a training step, timed alone and held against what the adapter could do in the same minute. */
import { stepFigures } from '../../src/engine/profile/figures';
import type { AdapterRates, MeasuredRates } from '../../src/engine/profile/probes/adapter-rates';
import { profileRun } from '../../src/engine/profile/profile-run';
import { Trainer } from '../../src/engine/trainer';
import { type CaseDefinition, trainingCase } from '../cases/training-case';
import type { BenchDevice } from '../device';
import type { KernelResult } from '../results';

/** The dense layer, a thousandth of the work, is a convolution on one row of pixels. */
const CONVOLUTION = /^convolution-(?!.* 1×\d+×)/;

export interface KernelReport {
  /** Of the rounds in which the kernels were timed. */
  readonly rates: AdapterRates;
  readonly convolutions: readonly KernelResult[];
  readonly others: readonly KernelResult[];
}

/** Throws an Error where the loads and stores of a kernel cannot be counted. */
export async function kernelReport(
  { device, software }: BenchDevice,
  definition: CaseDefinition,
  measured: MeasuredRates,
): Promise<KernelReport> {
  const { config, dataSet } = trainingCase(definition);
  const trainer = await Trainer.create({ device, config, dataSet, software });
  await trainer.advance(2);
  await trainer.settled();
  const state = await trainer.save();
  const { variants } = trainer.plan;
  trainer.destroy();
  const profile = await profileRun({ device, config, dataSet, software, variants, state, measured });
  const figures = stepFigures(profile).kernels;
  const convolutions: KernelResult[] = [];
  const others: KernelResult[] = [];
  profile.kernels.forEach(({ label, variant, time, accesses }, index) => {
    const { bound, fraction, gflops } = figures[index]!;
    if (!bound || !accesses) throw new Error(`${label}: its loads and stores could not be counted`);
    const { median: ms, least, most } = time;
    const [name = '', ...shape] = label.split(' ');
    (CONVOLUTION.test(label) ? convolutions : others).push({
      name,
      shape: shape.join(' '),
      variant,
      ms,
      spread_ms: [least, most],
      gflops,
      fraction,
      fraction_of_largest: Math.max(...Object.values(bound.byLimit)) / ms,
      limit: bound.limit,
      bound_ms: bound.byLimit,
      loads: accesses.loads,
      stores: accesses.stores,
    });
  });
  return { rates: profile.rates, convolutions, others };
}
