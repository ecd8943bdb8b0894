/** A tensor's state in a few numbers: does it agree with theory, has it settled, is anything broken. */
import { intakeShare } from '../theory/hyper-parameters';
import { type SettledVerdict, settled } from '../theory/statistics';
import { stepsUntilWithin } from '../theory/transient';
import { RECENT_STEPS } from './recent-steps';
import type { TensorRecord } from './tensor-record';
import { type StepTheory, theoryApplies } from './theory-line';

/** Bounds in steps of the window, which else is 4τ: e⁻⁴ of a transient is left after it. */
const SHORTEST_WINDOW = 100;

/** Steps whose RMS is the present angular update. */
const PRESENT_STEPS = 50;

export type TheoryStatus =
  | 'applies'
  /** No BatchNorm behind it: a control. */
  | 'notScaleInvariant'
  /** λ = 0 or not decayed: the angle keeps falling, there is no equilibrium. */
  | 'noDecay'
  /** The learning rate is 0, or no gradient enters the buffer: nothing moves. */
  | 'noStep';

export interface TensorReadout {
  readonly theoryStatus: TheoryStatus;
  /** Steps averaged over: at most about 4τ, and none from before the last change of a slider. */
  readonly windowSteps: number;
  /** RMS AU over the window in rad, null before the first step. */
  readonly measured: number | null;
  /** AU* in rad, null where theory does not apply. */
  readonly theory: number | null;
  /** measured/theory and its block standard error (Infinity below 8 steps), null where theory does not apply. */
  readonly ratio: number | null;
  readonly standardError: number | null;
  /** The data exclude a ratio that is more than 10 % off. */
  readonly settled: boolean;
  /** Steps until AU is within 5 % of theory, from the present ratio and τ; null where there is no equilibrium. */
  readonly stepsExpected: number | null;
  /** ‖w‖, and ‖w*‖ for the measured gradients. */
  readonly norm: number | null;
  readonly equilibriumNorm: number | null;
  /** Σleft/Σright of the exact identity over the last steps, null where it does not apply (Nesterov). */
  readonly identityRatio: number | null;
  /** Largest |left − right| of these steps, relative to ‖w‖² (or to the step, where that is longer). */
  readonly identityWorst: number | null;
  /**
   * ⟨w,g⟩ of the filters against what BN's ε makes it: largest difference of these steps relative to ‖w‖‖g‖, and relative
   * to its error bound (above 1 scale invariance is broken). Null where no BN follows.
   */
  readonly scaleDeviation: number | null;
  readonly scaleRatio: number | null;
  /** Median |cos(w,g)| of these steps. */
  readonly medianAbsCosine: number | null;
}

/**
 * The readout after the last step.
 * @param theory of the last step, undefined before the first.  @param stepsSinceChange of a hyper-parameter.
 */
export function readTensor(
  record: TensorRecord,
  theory: StepTheory | undefined,
  stepsSinceChange: number,
): TensorReadout {
  const timeConstant = theory?.timeConstant ?? Number.POSITIVE_INFINITY;
  const longest = Math.min(RECENT_STEPS, Math.max(SHORTEST_WINDOW, Math.ceil(4 * timeConstant)));
  const window = Math.min(longest, stepsSinceChange);
  const squares = record.recent.last('squaredAngle', window);
  const ratios = record.recent.last('squaredRatio', window);
  const theoryStatus = statusOf(record, theory);
  const verdict = verdictOf(ratios, theoryStatus === 'applies' ? theory : undefined);
  const identity = identityOf(record);
  return {
    theoryStatus,
    windowSteps: squares.length,
    measured: numberOrNull(Math.sqrt(sum(squares) / squares.length)),
    theory: verdict && theory ? theory.angularUpdate : null,
    ratio: verdict?.ratio ?? null,
    standardError: verdict?.standardError ?? null,
    settled: verdict?.settled ?? false,
    stepsExpected: verdict && theory ? stepsExpected(ratios, theory, verdict) : null,
    norm: numberOrNull(record.norm),
    equilibriumNorm: theory ? numberOrNull(record.equilibriumNorm(theory)) : null,
    ...identity,
    scaleDeviation: largest(record.recent.last('scaleDeviation', RECENT_STEPS)),
    scaleRatio: largest(record.recent.last('scaleRatio', RECENT_STEPS)),
    medianAbsCosine: numberOrNull(median(record.recent.last('absCosine', RECENT_STEPS))),
  };
}

function statusOf(record: TensorRecord, theory: StepTheory | undefined): TheoryStatus {
  if (!record.tensor.scaleInvariant) return 'notScaleInvariant';
  if (!theoryApplies(record.tensor) || theory?.hyper.weightDecay === 0) return 'noDecay';
  const standsStill =
    theory && (theory.hyper.learningRate === 0 || intakeShare(theory.hyper.momentum, theory.rule) === 0);
  return standsStill ? 'noStep' : 'applies';
}

function verdictOf(ratios: Float64Array, theory: StepTheory | undefined): SettledVerdict | null {
  if (!theory || ratios.length === 0 || Number.isNaN(theory.angularUpdate)) return null;
  return settled(ratios, 1);
}

/** @param ratios (AU/AU*)² since the last change of a slider: what was before it says nothing about the way ahead. */
function stepsExpected(ratios: Float64Array, theory: StepTheory, verdict: SettledVerdict): number | null {
  if (verdict.settled) return 0;
  const newest = ratios.subarray(-PRESENT_STEPS);
  const present = Math.sqrt(sum(newest) / newest.length);
  const steps = stepsUntilWithin(theory.hyper, present, undefined, theory.rule);
  return Number.isFinite(steps) ? Math.ceil(steps) : null;
}

function identityOf(record: TensorRecord): Pick<TensorReadout, 'identityRatio' | 'identityWorst'> {
  const residuals = record.recent.last('residual', RECENT_STEPS);
  if (residuals.length === 0) return { identityRatio: null, identityWorst: null };
  const left = sum(record.recent.last('identityLeft', RECENT_STEPS));
  const right = sum(record.recent.last('identityRight', RECENT_STEPS));
  return {
    identityRatio: numberOrNull(left / right),
    identityWorst: largest(residuals),
  };
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** null of nothing. */
function largest(values: Float64Array): number | null {
  return values.length > 0 ? values.reduce((worst, value) => Math.max(worst, value)) : null;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The middle value, NaN of nothing. Sorts in place. */
function median(values: Float64Array): number {
  return values.sort()[values.length >> 1] ?? Number.NaN;
}
