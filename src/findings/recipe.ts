/**
 * A training recipe and what the theory says of it: the angular update of each stage between two cuts of the learning
 * rate. Assumes coupled heavy ball and a constant L = E(‖w‖²‖g‖²).
 */
import { equilibriumAngularUpdate, timeConstant } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { relaxedRatio, stepsUntilWithin } from '../theory/transient';

export interface Recipe {
  /** At the start. */
  readonly hyper: HyperParameters;
  /** What the learning rate is divided by at each milestone, > 0. */
  readonly divisor: number;
  /** Steps from which on a new learning rate acts, ascending. */
  readonly milestones: readonly number[];
  /** Steps in all. */
  readonly steps: number;
  /** Steps per epoch, where the recipe counts in epochs; else null. */
  readonly stepsPerEpoch: number | null;
}

/**
 * AU/AU* at a recipe's first step. It is not known and hardly matters: what is left of it after a first stage of
 * several τ is nothing.
 */
export const START_RATIO = 0.1;

export interface RecipeStage {
  /** Steps from…to−1. */
  readonly from: number;
  readonly to: number;
  readonly hyper: HyperParameters;
  /** AU* in rad. */
  readonly target: number;
  /** τ in steps. */
  readonly timeConstant: number;
  /** AU/AU* at its first step and after its last. */
  readonly startRatio: number;
  readonly endRatio: number;
  /** Steps from its start until AU is within 5 % of AU*. */
  readonly stepsToSettle: number;
}

/**
 * The stages of a recipe. At a cut the norm, and so AU/η, stays what it is: AU/AU* is multiplied with
 * (η'/η)·AU*_old/AU*_new, which is 1/√k.
 */
export function stagesOf({ hyper, divisor, milestones, steps }: Recipe): RecipeStage[] {
  const cuts = milestones.filter((step) => step < steps);
  const starts = [0, ...cuts];
  const stages: RecipeStage[] = [];
  for (const [index, from] of starts.entries()) {
    const to = starts[index + 1] ?? steps;
    const stageHyper = { ...hyper, learningRate: hyper.learningRate / divisor ** index };
    const target = equilibriumAngularUpdate(stageHyper);
    const before = stages.at(-1);
    const startRatio = before ? (before.endRatio * before.target) / (divisor * target) : START_RATIO;
    stages.push({
      from,
      to,
      hyper: stageHyper,
      target,
      timeConstant: timeConstant(stageHyper),
      startRatio,
      endRatio: relaxedRatio(stageHyper, startRatio, to - from),
      stepsToSettle: stepsUntilWithin(stageHyper, startRatio),
    });
  }
  return stages;
}

/** AU in rad at a step (0 … steps), by the closed form of its stage. */
export function recipeAngle(stages: readonly RecipeStage[], step: number): number {
  const stage = stages.findLast(({ from }) => from <= step);
  if (!stage) return Number.NaN;
  return stage.target * relaxedRatio(stage.hyper, stage.startRatio, step - stage.from);
}

/** Points [step, AU in rad] of the predicted curve, each stage with its two ends, so that the cuts stand upright. */
export function recipeCurve(stages: readonly RecipeStage[], pointsPerStage = 60): [number, number][] {
  return stages.flatMap(({ from, to, hyper, target, startRatio }) =>
    Array.from({ length: pointsPerStage + 1 }, (_, i): [number, number] => {
      // Dense where the stage begins: there it moves.
      const passed = (to - from) * (i / pointsPerStage) ** 2;
      return [from + passed, target * relaxedRatio(hyper, startRatio, passed)];
    }),
  );
}
