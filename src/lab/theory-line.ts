/** What theory says of a step, from its hyper-parameters alone: worked out once per change of a slider. */
import type { RunConfig } from '../config/run-config';
import type { TensorDescription } from '../engine/telemetry/step-batch';
import { equilibriumAngularUpdate, timeConstant } from '../theory/equilibrium';
import { type HyperParameters, heavyBall, type UpdateRule } from '../theory/hyper-parameters';

/** The update rule that a run's optimizer follows. */
export function updateRuleOf(config: RunConfig): UpdateRule {
  return { ...heavyBall, nesterov: config.optimizer.nesterov };
}

/** Whether a theory line may be drawn: a BatchNorm follows and weight decay acts, else there is no such equilibrium. */
export function theoryApplies(tensor: TensorDescription): boolean {
  return tensor.scaleInvariant && tensor.decays;
}

/**
 * AU* in rad for a run with these hyper-parameters, e.g. those the sliders stand at.
 * @returns null where there is no equilibrium: no decay, or nothing moves.
 */
export function theoryAngularUpdate(config: RunConfig, hyper: HyperParameters): number | null {
  const value = equilibriumAngularUpdate(hyper, updateRuleOf(config));
  return value > 0 ? value : null;
}

/** The theory of one step. */
export interface StepTheory {
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
  private readonly rule: UpdateRule;

  constructor(config: RunConfig) {
    this.rule = updateRuleOf(config);
  }

  at(learningRate: number, weightDecay: number, momentum: number): StepTheory {
    const before = this.latest?.hyper;
    const isSame =
      before?.learningRate === learningRate &&
      before.weightDecay === weightDecay &&
      before.momentum === momentum;
    if (this.latest && isSame) return this.latest;
    const hyper = { learningRate, weightDecay, momentum };
    const angularUpdate = equilibriumAngularUpdate(hyper, this.rule);
    this.latest = {
      hyper,
      rule: this.rule,
      angularUpdate: angularUpdate > 0 ? angularUpdate : Number.NaN,
      timeConstant: timeConstant(hyper, this.rule),
    };
    return this.latest;
  }
}
