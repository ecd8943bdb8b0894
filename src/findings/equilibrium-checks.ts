/**
 * The verdict on finding 1's trainings.
 *
 * Judged is the root mean square over the last steps of each run. The last convolution has had its gradient's size settle
 * by then, and is held to AU* itself; the earlier ones, whose norms still drift a little in a run this short, to AU* with
 * their drift. Where their gradients have heavy tails (a first layer on photographs), one step can move the norm by half:
 * they are judged by the mean step, for which that law is exact.
 */
import { findings } from '../messages';
import { quantile } from './averages';
import { between, type Check, within } from './check';
import {
  DECOUPLED,
  DENSE,
  EARLIER_LAYERS,
  type EquilibriumRun,
  GRID,
  HEAVY_BALL,
  LAYER,
  NESTEROV,
  nameOf,
  predictedAngle,
  TOO_SHORT,
  type Trained,
  WITHOUT_BATCH_NORM,
} from './equilibrium-runs';
import {
  driftingAngle,
  filterAngles,
  layerAngle,
  layerMeanStep,
  medianCosine,
  radialAngle,
} from './layer-angle';
import { layerName } from './layer-name';
import type { TrainingRecord } from './training-record';

const text = findings.equilibrium;

/** Of a small network, which settles less exactly than a large one. */
export const SETTLED_SHARE = 0.08;
const DRIFT_SHARE = 0.05;
/** Rounding to float32, and BN's ε. */
const LARGEST_COSINE = 1e-5;

/** Every check, of the runs that are there. */
export function checksOf(trained: readonly Trained[]): Check[] {
  const recordOf = (run: EquilibriumRun) => trained.find((candidate) => candidate.run === run)!.record;
  return [
    ...GRID.flatMap((run) => settledChecks({ run, record: recordOf(run) })),
    ...filterChecks({ run: HEAVY_BALL, record: recordOf(HEAVY_BALL) }),
    ...otherRuleChecks(recordOf(HEAVY_BALL), recordOf(NESTEROV), recordOf(DECOUPLED)),
    ...tooShortChecks(recordOf(TOO_SHORT)),
    ...orthogonalityChecks({ run: GRID[0]!, record: recordOf(GRID[0]!) }),
    ...denseChecks({ run: GRID[0]!, record: recordOf(GRID[0]!) }),
    ...withoutBatchNormChecks({ run: WITHOUT_BATCH_NORM, record: recordOf(WITHOUT_BATCH_NORM) }),
  ];
}

/** The layers' angles once they have settled. */
export function settledChecks({ run, record }: Trained): Check[] {
  const { hyper, window } = run;
  const { angle, uncertainty } = layerAngle(record, LAYER, window);
  return [
    within({
      name: text.checks.settled(nameOf(run), layerName(LAYER)),
      predicted: predictedAngle(run),
      measured: angle,
      uncertainty,
      share: SETTLED_SHARE,
    }),
    ...EARLIER_LAYERS.map((layer) => {
      const step = layerMeanStep(record, layer, window);
      return within({
        name: text.checks.drifting(nameOf(run), layerName(layer)),
        predicted: driftingAngle(record, layer, window, hyper),
        measured: step.angle,
        uncertainty: step.uncertainty,
        share: DRIFT_SHARE,
      });
    }),
  ];
}

function filterChecks({ run, record }: Trained): Check[] {
  const { live } = filterAngles(record, LAYER, run.window);
  const ratio = (share: number) => quantile(live, share) / predictedAngle(run);
  const names = [nameOf(run), layerName(LAYER)] as const;
  const { filterMedian, filterLow, filterHigh } = text.checks;
  return [
    within({ name: filterMedian(...names), predicted: 1, measured: ratio(0.5), share: 0.05 }),
    between({ name: filterLow(...names), measured: ratio(0.1), from: 0.85, to: 1.2 }),
    between({ name: filterHigh(...names), measured: ratio(0.9), from: 0.85, to: 1.2 }),
  ];
}

/** Nesterov momentum and decoupled decay miss the line of PyTorch's form, and meet their own. */
function otherRuleChecks(
  heavyBall: TrainingRecord,
  nesterov: TrainingRecord,
  decoupled: TrainingRecord,
): Check[] {
  const layer = layerName(LAYER);
  const straight = layerAngle(heavyBall, LAYER, HEAVY_BALL.window).angle;
  const ahead = layerAngle(nesterov, LAYER, NESTEROV.window);
  const beside = layerAngle(decoupled, LAYER, DECOUPLED.window);
  const coupled = predictedAngle({ ...HEAVY_BALL, hyper: DECOUPLED.hyper });
  return [
    between({
      name: text.checks.nesterov(layer),
      predicted: predictedAngle(NESTEROV) / predictedAngle(HEAVY_BALL),
      measured: ahead.angle / straight,
      uncertainty: ahead.uncertainty / straight,
      // Its formula takes gradients to be uncorrelated: real ones move it by a few per cent.
      from: 1.08,
      to: 1.25,
      control: true,
    }),
    within({
      name: text.checks.decoupled(layer),
      predicted: predictedAngle(DECOUPLED),
      measured: beside.angle,
      uncertainty: beside.uncertainty,
      share: SETTLED_SHARE,
      control: true,
    }),
    between({
      name: text.checks.decoupledMiss(layer),
      predicted: predictedAngle(DECOUPLED) / coupled,
      measured: beside.angle / coupled,
      from: 0,
      to: 1 - SETTLED_SHARE,
      control: true,
    }),
  ];
}

function tooShortChecks(record: TrainingRecord): Check[] {
  const { hyper, window } = TOO_SHORT;
  const { angle, uncertainty } = layerAngle(record, LAYER, window);
  const target = predictedAngle(TOO_SHORT);
  return [
    between({
      name: text.checks.tooShort(layerName(LAYER)),
      measured: angle / target,
      uncertainty: uncertainty / target,
      from: 1.5,
      to: Number.POSITIVE_INFINITY,
      control: true,
    }),
    within({
      name: text.checks.tooShortExplained(layerName(LAYER)),
      predicted: driftingAngle(record, LAYER, window, hyper),
      measured: angle,
      uncertainty,
      share: DRIFT_SHARE,
      control: true,
    }),
  ];
}

/** The premise: under BatchNorm the gradient is orthogonal to the weights. */
function orthogonalityChecks({ run, record }: Trained): Check[] {
  return [...EARLIER_LAYERS, LAYER].map((layer) =>
    between({
      name: text.checks.orthogonal(layerName(layer)),
      predicted: 0,
      measured: medianCosine(record, layer, run.window),
      from: 0,
      to: LARGEST_COSINE,
    }),
  );
}

/** It is not where no BatchNorm follows; what ⟨w,g⟩ does to the norm then explains the angle. */
function radialChecks({ run, record }: Trained, tensor: string, name: string): Check[] {
  const { angle, uncertainty } = layerAngle(record, tensor, run.window);
  return [
    between({
      name: text.checks.notOrthogonal(name),
      measured: medianCosine(record, tensor, run.window),
      from: 100 * LARGEST_COSINE,
      to: 1,
      control: true,
    }),
    within({
      name: text.checks.radial(name),
      predicted: radialAngle(record, tensor, run.window, run.hyper),
      measured: angle,
      uncertainty,
      share: DRIFT_SHARE,
      control: true,
    }),
  ];
}

function denseChecks(trained: Trained): Check[] {
  return [missesTarget(trained, DENSE, text.dense), ...radialChecks(trained, DENSE, text.dense)];
}

/**
 * In a ReLU network without normalisation ⟨w,g⟩ is the same in every layer (the output is homogeneous of degree one in
 * each), so that it acts most on the shortest weights: those of the first.
 */
function withoutBatchNormChecks(trained: Trained): Check[] {
  const [first] = EARLIER_LAYERS;
  const name = nameOf(trained.run);
  return [
    missesTarget(trained, first, text.layerOf(name, layerName(first))),
    ...radialChecks(trained, LAYER, text.layerOf(name, layerName(LAYER))),
  ];
}

/** The layer lies below AU* by more than a settled one may. */
function missesTarget({ run, record }: Trained, tensor: string, name: string): Check {
  const { angle, uncertainty } = layerAngle(record, tensor, run.window);
  const target = predictedAngle(run);
  return between({
    name: text.checks.misses(name),
    measured: angle / target,
    uncertainty: uncertainty / target,
    from: 0,
    to: 1 - SETTLED_SHARE,
    control: true,
  });
}
