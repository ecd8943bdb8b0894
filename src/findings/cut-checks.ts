/** The verdict on finding 4's branches. */
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { blockEstimate } from '../theory/statistics';
import { ratioAfterRescale } from '../theory/step-decay';
import { mean, rmsAngle, rootMeanSquare, type Window } from './averages';
import { between, type Check, within } from './check';
import { AFTER, BEFORE, type CutRecords, FACTOR, LENGTHS, predictedClimb, SETTLED } from './cut-branches';
import type { TrainingRecord } from './training-record';

const text = findings['learning-rate-cut'];

/** What the branches' angles are compared with: the last steps before the fork. */
const LAST: Window = { from: SETTLED - 100, to: SETTLED };
/** Steps after the cut over which the angle climbs. */
const CLIMB: readonly Window[] = [
  { from: 20, to: 40 },
  { from: 80, to: 120 },
  { from: 160, to: 240 },
  { from: 350, to: 450 },
  { from: 600, to: 700 },
];
const RESCALED: readonly Window[] = [
  { from: 0, to: 30 },
  { from: 30, to: 100 },
  { from: 100, to: 300 },
];
/** λ cut like η: 8 to 16 τ of the time before, when the cut alone has shortened the weights by a fifth. */
const UNCHANGED: Window = { from: 100, to: LENGTHS.decayFollows };
/** The buffer kept: it has forgotten the time before, α²ⁿ < 0.1. */
const FORGOTTEN: Window = { from: 12, to: LENGTHS.bufferKept };
/** The loss answers within some steps; in these it is compared. */
const LOSS: Window = { from: 10, to: LENGTHS.uncut };

/** The verdict. */
export function checksOf(records: CutRecords): Check[] {
  const names = text.checks;
  const { before, uncut, cut, rescaled, bufferKept, bufferForks, decayFollows } = records;
  const target = equilibriumAngularUpdate(AFTER);
  const relative = (record: TrainingRecord, window: Window) => rmsAngle(record, window) / target;
  const later = [
    ...CLIMB.map((window) =>
      within({
        name: names.window(text.branches.cut, window),
        predicted: rootMeanSquare(predictedClimb(window)),
        measured: relative(cut, window),
        share: 0.25,
      }),
    ),
    ...RESCALED.map((window) =>
      within({
        name: names.window(text.branches.rescaled, window),
        predicted: 1,
        measured: relative(rescaled, window),
        share: 0.25,
      }),
    ),
  ];
  return [
    ...firstStepChecks(uncut, cut, rescaled),
    ...later,
    within({
      name: names.window(text.branches.bufferKept, FORGOTTEN),
      predicted: 1,
      measured: relative(bufferKept, FORGOTTEN),
      share: 0.25,
    }),
    lossCheck(cut, uncut),
    bufferCheck(bufferForks),
    ...decayChecks(before, decayFollows),
  ];
}

/** The first step after the fork; branches of a single step will do. */
export function firstStepChecks(
  uncut: TrainingRecord,
  cut: TrainingRecord,
  rescaled: TrainingRecord,
): Check[] {
  const first: Window = { from: 0, to: 1 };
  const check = (name: string, predicted: number, record: TrainingRecord) =>
    within({
      name: text.checks.firstStep(name),
      predicted,
      measured: rmsAngle(record, first) / rmsAngle(uncut, first),
      share: 0.01,
    });
  return [
    check(text.branches.cut, 1 / FACTOR, cut),
    check(text.branches.rescaled, 1 / Math.sqrt(FACTOR), rescaled),
  ];
}

/** Cut against uncut on the same batches: the mean difference in standard errors. */
function lossCheck(cut: TrainingRecord, uncut: TrainingRecord): Check {
  const others = uncut.stepColumn('loss');
  const difference = cut
    .stepColumn('loss')
    .slice(LOSS.from, LOSS.to)
    .map((loss, step) => loss - others[LOSS.from + step]!);
  const { mean: change, standardError } = blockEstimate(difference);
  return between({
    name: text.checks.loss(LOSS),
    measured: change / standardError,
    uncertainty: 1,
    from: Number.NEGATIVE_INFINITY,
    to: -3,
  });
}

/**
 * The widest layer alone, and its first step: the formula is for gradients uncorrelated in time. Those of the narrow
 * first layer are not, and from the second step on the correlation shows in all.
 */
function bufferCheck(forks: CutRecords['bufferForks']): Check {
  const firstAngles = (branch: 'kept' | 'rescaled') =>
    rootMeanSquare(
      forks.map(({ [branch]: record }) => {
        const layer = record.scaleInvariant.at(-1)!.name;
        return record.column(layer, 'angularUpdate')[0] ?? Number.NaN;
      }),
    );
  return within({
    name: text.checks.bufferKept,
    predicted: ratioAfterRescale(BEFORE.momentum, FACTOR, 1, 1),
    measured: firstAngles('kept') / firstAngles('rescaled'),
    share: 0.07,
    control: true,
  });
}

/**
 * λ cut like η: the equilibrium norm stays, and with it the angle at 1/k. What moves the norm is k² times slower from then
 * on, so each layer keeps the norm that it has at the cut, though that be off its mean. AU is η‖g̃‖/‖w‖² up to a constant; ‖g̃‖, the unit gradient, may change with the loss. Both
 * the norm at the cut and the measured growth of ‖g̃‖ are taken out, layer by layer.
 */
function decayChecks(before: TrainingRecord, after: TrainingRecord): Check[] {
  const layers = before.scaleInvariant.map(({ name }) => {
    const old = movementOf(before, name, LAST);
    const now = movementOf(after, name, UNCHANGED);
    const normAtCut = after.column(name, 'norm')[0] ?? Number.NaN;
    return {
      norm: now.norm / normAtCut,
      angle: ((now.angle / old.angle) * (normAtCut / old.norm) ** 2) / (now.unitGradient / old.unitGradient),
    };
  });
  return [
    within({
      name: text.checks.normKept(UNCHANGED),
      predicted: 1,
      measured: mean(layers.map(({ norm }) => norm)),
      share: 0.1,
      control: true,
    }),
    within({
      name: text.checks.angleKept(UNCHANGED),
      predicted: 1 / FACTOR,
      measured: mean(layers.map(({ angle }) => angle)),
      share: 0.25,
      control: true,
    }),
  ];
}

/** Root mean squares of a layer's angle and of its unit gradient, and of its norm the mean that stands in AU: 1/‖w‖² squared. */
function movementOf(record: TrainingRecord, layer: string, { from, to }: Window) {
  const part = (name: 'angularUpdate' | 'norm' | 'gradientNorm') =>
    record.column(layer, name).subarray(from, to);
  const norms = part('norm');
  return {
    angle: rootMeanSquare(part('angularUpdate')),
    unitGradient: rootMeanSquare(part('gradientNorm').map((g, step) => g * norms[step]!)),
    norm: rootMeanSquare(norms.map((norm) => norm ** -2)) ** -0.5,
  };
}
