/** A trainer small enough for software adapters to make many steps in a test, and what it reports. */
import { type HyperParameterValues, type RunConfigInput, runConfigSchema } from '../../config/run-config';
import type { CaseVariants } from '../kernels/choose-variants';
import { TENSOR_COLUMNS, type TensorColumn } from '../telemetry/step-batch';
import { type StepsReport, Trainer } from '../trainer';
import type { TrainerState } from '../trainer-state';
import { syntheticImages } from './synthetic-images';
import { testDevice } from './test-device';

export const SMALL_BATCH = 8;
export const SMALL_SEED = 5;
/** 45 images: an epoch is not a whole number of batches. */
export const smallDataSet = syntheticImages({ count: 45, channels: 1, height: 12, width: 12, classes: 10 });

/** Three convolutions of 6, 8 and 8 filters, unless the config says otherwise. */
export async function createSmallTrainer(
  { network, ...input }: RunConfigInput = {},
  device?: GPUDevice,
  telemetry = true,
  variants: CaseVariants = {},
): Promise<Trainer> {
  const config = runConfigSchema.parse({
    batchSize: SMALL_BATCH,
    seed: SMALL_SEED,
    network: { channels: [6, 8, 8], ...network },
    ...input,
  });
  const used = device ?? (await testDevice());
  return Trainer.create({ device: used, config, dataSet: smallDataSet, software: true, telemetry, variants });
}

/** Advances to a step in submits of this many steps, and collects what is reported. */
export async function advanceTo(
  trainer: Trainer,
  step: number,
  stepsPerSubmit: number,
  hyper?: (step: number) => HyperParameterValues,
): Promise<StepsReport[]> {
  const reports: StepsReport[] = [];
  trainer.onSteps = (report) => reports.push(report);
  while (trainer.step < step) await trainer.advance(Math.min(stepsPerSubmit, step - trainer.step), hyper);
  await trainer.settled();
  return reports;
}

/** A tensor's value at every step of the reports. @param tensor its position in the layout */
export function columnOf(
  trainer: Trainer,
  reports: readonly StepsReport[],
  tensor: number,
  name: TensorColumn,
): number[] {
  const tensors = trainer.plan.layout.tensors.length;
  const offset = TENSOR_COLUMNS.indexOf(name);
  return reports.flatMap(({ batch }) =>
    Array.from(
      { length: batch.count },
      (_, step) => batch.tensors[(step * tensors + tensor) * TENSOR_COLUMNS.length + offset]!,
    ),
  );
}

/** Weights, momenta and running statistics as bits, so that −0 and 0 differ and NaN equals itself. */
export function bitsOf({ weights, momenta, running }: TrainerState): Uint32Array[] {
  return [weights, momenta, running].map((values) => new Uint32Array(values.slice().buffer));
}

/** The tensors of a state in float64, for the twin. */
export function float64Tensors(trainer: Trainer, state: TrainerState): Map<string, Float64Array> {
  return new Map([...trainer.tensorsOf(state)].map(([name, values]) => [name, Float64Array.from(values)]));
}
