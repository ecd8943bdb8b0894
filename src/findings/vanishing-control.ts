/**
 * Finding 3's control: without BatchNorm the start decides how fast the weights turn.
 *
 * The network is of degree one in each of its L convolutions. With all of them times s the gradient of each is times
 * s^(L−1), the product of the other scales, and its angle per step times s^(L−2) (derived). That holds at the start.
 * Later the weights shrink with their decay, or align with the gradient and leave this plateau with growing speed: which
 * of the two, and when, depends on data and seed.
 */
import type { RunConfigInput } from '../config/run-config';
import { findings } from '../messages';
import { mean, squaredAngles, type Window } from './averages';
import { between, type Check, within } from './check';
import type { FindingContext } from './finding';
import type { TrainingRecord } from './training-record';

const text = findings['no-vanishing-gradients'];

/** Factors on the initial weights of all convolutions. */
export const CONTROL_SCALES = { usual: 1, small: 0.05, smaller: 0.025 } as const;
type Control = keyof typeof CONTROL_SCALES;
export type ControlRecords = Readonly<Record<Control, TrainingRecord>>;

/** Until the momentum buffer has filled, 1/(1−α); at AU* the weights turn by a third of a radian in it. */
const START: Window = { from: 0, to: 10 };
/** Of the small start enough to see what becomes of it. */
const STEPS: Readonly<Record<Control, number>> = { usual: START.to, small: 600, smaller: 1 };
export const CONTROL_STEPS = Object.values(STEPS).reduce((sum, steps) => sum + steps, 0);

/** @param configOf the run whose convolutions all start times a factor */
export async function trainControl(
  { train }: FindingContext,
  configOf: (scale: number) => RunConfigInput,
  watch: (small: TrainingRecord) => void,
): Promise<ControlRecords> {
  const run = (name: Control) =>
    train({
      name: text.control(CONTROL_SCALES[name]),
      config: configOf(CONTROL_SCALES[name]),
      steps: STEPS[name],
      withoutFilters: true,
      ...(name === 'small' && { onSteps: watch }),
    });
  return { usual: await run('usual'), smaller: await run('smaller'), small: await run('small') };
}

export function controlChecks({ usual, small, smaller }: ControlRecords): Check[] {
  const layers = convolutionsOf(small).length;
  const halved = CONTROL_SCALES.smaller / CONTROL_SCALES.small;
  const angle = CONTROL_SCALES.small ** (layers - 2);
  return [
    within({
      name: text.checks.controlGradient(CONTROL_SCALES.smaller, CONTROL_SCALES.small),
      predicted: halved ** (layers - 1),
      measured: firstGradient(smaller) / firstGradient(small),
      // The gradient at the logits changes by about the logits, which are of order s^L; the batch's mean of it is
      // smaller by as much as √B than its parts.
      share: Math.sqrt(small.config.batchSize) * CONTROL_SCALES.small ** layers,
      control: true,
    }),
    between({
      name: text.checks.control(CONTROL_SCALES.small, START.to),
      predicted: angle,
      measured: startAngle(small) / startAngle(usual),
      from: 0,
      // In the logarithm nearer to the prediction than to 1, to which BatchNorm brings it: the loss's gradient at the
      // logits of the usual start is of the same order, and not the same.
      to: Math.sqrt(angle),
      control: true,
    }),
  ];
}

export const convolutionsOf = (record: TrainingRecord) =>
  record.tensors.filter(({ kind }) => kind === 'convolution');

/** ‖g‖ of all convolutions at the first step. */
function firstGradient(record: TrainingRecord): number {
  const norms = convolutionsOf(record).map(
    ({ name }) => record.column(name, 'gradientNorm')[0] ?? Number.NaN,
  );
  return Math.hypot(...norms);
}

/** RMS angle over all convolutions in the first steps. */
function startAngle(record: TrainingRecord): number {
  const { from, to } = START;
  return Math.sqrt(mean(squaredAngles(record, convolutionsOf(record)).subarray(from, to)));
}
