/** The verdict on finding 4's branches. */
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { blockEstimate, rmsRatio } from '../theory/statistics';
import { ratioAfterRescale } from '../theory/step-decay';
import { mean, rmsAngle, rootMeanSquare, squaredAngles, type Window } from './averages';
import { between, type Check, within } from './check';
import {
  AFTER,
  BEFORE,
  type CutRecords,
  FACTOR,
  FORK_WINDOWS,
  type Fork,
  type ForkedBranch,
  LENGTHS,
  predictedClimb,
  SETTLED,
} from './cut-branches';
import type { TrainingRecord } from './training-record';

const text = findings['learning-rate-cut'];

/** What the branches' angles are compared with: the last steps before the fork. */
const LAST: Window = { from: SETTLED - 300, to: SETTLED };
/** Later steps, for which one run will do: the norm at the cut counts for little, or they are many. */
const LATER = {
  cut: [
    { from: 350, to: 450 },
    { from: 600, to: 700 },
  ],
  rescaled: [{ from: 100, to: 300 }],
} as const;
/** λ cut like η: from 8 τ of the time before on, when the cut alone has shortened the weights by a fifth and more. */
const UNCHANGED: Window = { from: 100, to: LENGTHS.decayFollows };
/** The loss answers within some steps; in these it is compared. */
const LOSS: Window = { from: 10, to: LENGTHS.uncut };

/**
 * The angle after the cut. Its formula is that of a constant L; the share is for what the loss does to L, not for noise.
 */
const ANGLE_SHARE = 0.25;

/** The verdict. */
export function checksOf(records: CutRecords): Check[] {
  const { before, uncut, cut, rescaled, forks, decayFollows } = records;
  return [
    ...firstStepChecks(forks),
    ...forkChecks(forks, 'cut'),
    ...LATER.cut.map((window) => laterCheck('cut', cut, window)),
    ...forkChecks(forks, 'rescaled'),
    ...LATER.rescaled.map((window) => laterCheck('rescaled', rescaled, window)),
    ...forkChecks(forks, 'bufferKept'),
    lossCheck(cut, uncut),
    bufferCheck(forks),
    ...decayChecks(before, decayFollows),
  ];
}

type CutBranch = Exclude<ForkedBranch, 'uncut'>;

const target = equilibriumAngularUpdate(AFTER);

/** AU/AU*_new in RMS over a stretch after the cut: where the norm is rescaled, it is there at once. */
const predictedRatio = (branch: CutBranch, window: Window) =>
  branch === 'cut' ? rootMeanSquare(predictedClimb(window)) : 1;

/** The first steps: RMS over all forks, with the standard error over them. */
function forkChecks(forks: readonly Fork[], branch: CutBranch): Check[] {
  return FORK_WINDOWS[branch].map((window) => {
    const squares = forks.map(({ [branch]: record }) => rmsAngle(record, window) ** 2);
    const { ratio, standardError } = rmsRatio(squares, target);
    return within({
      name: text.checks.forkWindow(text.branches[branch], window, forks.length),
      predicted: predictedRatio(branch, window),
      measured: ratio,
      uncertainty: standardError,
      share: ANGLE_SHARE,
    });
  });
}

/** The steps that follow, in one run. */
function laterCheck(branch: keyof typeof LATER, record: TrainingRecord, window: Window): Check {
  const { ratio, standardError } = rmsRatio(squaredAngles(record).subarray(window.from, window.to), target);
  return within({
    name: text.checks.window(text.branches[branch], window),
    predicted: predictedRatio(branch, window),
    measured: ratio,
    uncertainty: standardError,
    share: ANGLE_SHARE,
  });
}

/**
 * The first step, over that without a cut: mean over the forks, of which one may start with an angle so large that it is
 * not proportional to the step any more: arctan x = x − x³/3.
 */
export function firstStepChecks(forks: readonly Pick<Fork, 'uncut' | 'cut' | 'rescaled'>[]): Check[] {
  const first: Window = { from: 0, to: 1 };
  const check = (branch: 'cut' | 'rescaled', predicted: number) => {
    const ratios = forks.map(
      ({ uncut, [branch]: record }) => rmsAngle(record, first) / rmsAngle(uncut, first),
    );
    const { mean: measured, standardError: uncertainty } = blockEstimate(ratios);
    const name = text.checks.firstStep(text.branches[branch], forks.length);
    return within({ name, predicted, measured, uncertainty, share: 0.01 });
  };
  return [check('cut', 1 / FACTOR), check('rescaled', 1 / Math.sqrt(FACTOR))];
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
function bufferCheck(forks: readonly Fork[]): Check {
  const firstAngles = (branch: 'bufferKept' | 'rescaled') =>
    rootMeanSquare(
      forks.map(({ [branch]: record }) => {
        const layer = record.scaleInvariant.at(-1)!.name;
        return record.column(layer, 'angularUpdate')[0] ?? Number.NaN;
      }),
    );
  return within({
    name: text.checks.bufferKept(forks.length),
    predicted: ratioAfterRescale(BEFORE.momentum, FACTOR, 1, 1),
    measured: firstAngles('bufferKept') / firstAngles('rescaled'),
    share: 0.07,
    control: true,
  });
}

/**
 * λ cut like η: the equilibrium norm stays, and with it the angle at 1/k. What moves the norm is k² times slower from then
 * on, so each layer keeps the norm that it has at the cut, though that be off its mean. AU is η‖g̃‖/‖w‖² up to a constant;
 * ‖g̃‖, the unit gradient, may change with the loss. Both the norm at the cut and the measured growth of ‖g̃‖ are taken out,
 * layer by layer.
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
