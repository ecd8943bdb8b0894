/** What theory says of a step, from its hyper-parameters alone: worked out once per change of them. */
import type { HyperParameterValues, RunConfig, ScheduleConfig } from '../config/run-config';
import { gradualFactor } from '../config/schedule';
import { updateRuleOf } from '../engine/optimizer/update-rule';
import type { TensorDescription } from '../engine/telemetry/step-batch';
import { equilibriumAngularUpdate, timeConstant } from '../theory/equilibrium';
import type { HyperParameters, UpdateRule } from '../theory/hyper-parameters';

/** Whether a theory line may be drawn: a BatchNorm follows and weight decay acts, else there is no such equilibrium. */
export function theoryApplies(tensor: TensorDescription): boolean {
  return tensor.scaleInvariant && tensor.decays;
}

/** The hyper-parameters of the convolutions, the only tensors that are scale-invariant, at a step of the run. */
export function convolutionHyper({ optimizer }: RunConfig, values: HyperParameterValues): HyperParameters {
  const learningRate = values.learningRate * optimizer.learningRateFactor.convolution;
  return { ...values, learningRate };
}

/**
 * AU* in rad for a step of a run.
 * @param values the step's η and λ, after the schedule
 * @returns null where there is no equilibrium: no decay, or nothing moves.
 */
export function theoryAngularUpdate(config: RunConfig, values: HyperParameterValues): number | null {
  const value = equilibriumAngularUpdate(convolutionHyper(config, values), updateRuleOf(config.optimizer));
  return value > 0 ? value : null;
}

/** The theory of one step. */
export interface StepTheory {
  /** Those of the step, and those of its convolutions. */
  readonly values: HyperParameterValues;
  readonly hyper: HyperParameters;
  readonly rule: UpdateRule;
  /** AU* in rad, NaN where there is no equilibrium. */
  readonly angularUpdate: number;
  /** τ in steps, Infinity without decay. */
  readonly timeConstant: number;
}

/** `StepTheory` for a run of steps, recomputed only where a hyper-parameter differs from the step before. */
export class TheoryLine {
  private latest: StepTheory | undefined;
  private readonly config: RunConfig;
  private readonly rule: UpdateRule;

  constructor(config: RunConfig) {
    this.config = config;
    this.rule = updateRuleOf(config.optimizer);
  }

  at(learningRate: number, weightDecay: number, momentum: number): StepTheory {
    const before = this.latest?.values;
    const isSame =
      before?.learningRate === learningRate &&
      before.weightDecay === weightDecay &&
      before.momentum === momentum;
    if (this.latest && isSame) return this.latest;
    const values = { learningRate, weightDecay, momentum };
    const hyper = convolutionHyper(this.config, values);
    const angularUpdate = equilibriumAngularUpdate(hyper, this.rule);
    this.latest = {
      values,
      hyper,
      rule: this.rule,
      angularUpdate: angularUpdate > 0 ? angularUpdate : Number.NaN,
      timeConstant: timeConstant(hyper, this.rule),
    };
    return this.latest;
  }
}

/** Relative: twice what rounding to float32 does to two numbers, with room to spare. */
const ROUNDING = 1e-6;

/**
 * Whether hyper-parameters changed from one step to the next by more than a schedule moves them little by little: by a
 * slider's move or at a milestone.
 * @param step the later one
 */
export function isSudden(
  schedule: ScheduleConfig,
  step: number,
  before: HyperParameterValues,
  after: HyperParameterValues,
): boolean {
  const [was, is] = [gradualFactor(schedule, step - 1), gradualFactor(schedule, step)];
  const differs = (earlier: number, later: number, follows: boolean) => {
    const [a, b] = follows ? [earlier * is, later * was] : [earlier, later];
    return Math.abs(a - b) > ROUNDING * Math.max(a, b);
  };
  return (
    before.momentum !== after.momentum ||
    differs(before.learningRate, after.learningRate, true) ||
    differs(before.weightDecay, after.weightDecay, schedule.decayFollowsLearningRate)
  );
}
