/** The verdict on finding 8's runs. */
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { stateWithEmptyBuffer, step } from '../theory/norm-recursion';
import { quantile, squaredAngles, type Window } from './averages';
import { between, type Check, within } from './check';
import { SETTLED_SHARE } from './equilibrium-checks';
import { type FailureName, type FailureRecords, HEAVY_BALL, SGD, STEPS } from './failure-runs';
import { filterAngles, layerAngle, medianCosine, radialAngle } from './layer-angle';
import type { TrainingRecord } from './training-record';

const text = findings.failures;

/** The steps that are judged: the images are learned, the norms settled or the filters dead. */
const JUDGED = {
  fullBatch: { from: 300, to: STEPS.fullBatch },
  largeEpsilon: { from: 300, to: STEPS.largeEpsilon },
  deadFilters: { from: 400, to: STEPS.deadFilters },
} as const satisfies Record<FailureName, Window>;

/** Of AU*: a filter that turns less shrinks within 1 % as it does without a gradient. */
const FREE_ANGLE = 0.1;
/** Steps of a stretch: longer than the buffer remembers. */
const STRETCH = 25;
/**
 * What dead filters do is looked for in all of these, the first from when unused ones begin to die: they do it for a while
 * only. As ‖w‖ falls even a tiny gradient comes to count again, and at a thousandth of the others' square a filter is back
 * at AU* after some 200 steps.
 */
const STRETCHES: readonly Window[] = Array.from({ length: 16 }, (_, index) => ({
  from: STEPS.deadFilters - (index + 1) * STRETCH,
  to: STEPS.deadFilters - index * STRETCH,
}));

/** The verdict. */
export function checksOf({ fullBatch, largeEpsilon, deadFilters }: FailureRecords): Check[] {
  return [...burstChecks(fullBatch), ...epsilonChecks(largeEpsilon), ...deadChecks(deadFilters)];
}

/** The gradient of learned images vanishes: the norm decays until the steps are too long, and the loss bursts. */
function burstChecks(record: TrainingRecord): Check[] {
  const { from, to } = JUDGED.fullBatch;
  const angles = squaredAngles(record).subarray(from, to).map(Math.sqrt);
  const median = quantile(angles, 0.5);
  return [
    between({
      name: text.checks.median,
      measured: median / equilibriumAngularUpdate(SGD),
      from: 0,
      to: 0.3,
      control: true,
    }),
    between({
      name: text.checks.tail,
      measured: quantile(angles, 0.95) / median,
      from: 5,
      to: Number.POSITIVE_INFINITY,
      control: true,
    }),
  ];
}

/** ε lets the loss see the weights' length: the gradient has a radial part, and it acts as further decay. */
function epsilonChecks(record: TrainingRecord): Check[] {
  const window = JUDGED.largeEpsilon;
  return record.scaleInvariant.flatMap(({ name }) => {
    const { angle, uncertainty } = layerAngle(record, name, window);
    return [
      between({
        name: text.checks.cosine(name),
        measured: medianCosine(record, name, window),
        // A hundred times what the usual ε leaves.
        from: 1e-3,
        to: 1,
        control: true,
      }),
      within({
        name: text.checks.radial(name),
        predicted: radialAngle(record, name, window, HEAVY_BALL),
        measured: angle,
        uncertainty,
        share: 0.05,
        control: true,
      }),
    ];
  });
}

/** Decay takes a filter's scale γ to 0 that the loss does not need: it gets no gradient, and only shrinks. */
function deadChecks(record: TrainingRecord): Check[] {
  const atEnd = record.scaleInvariant.flatMap(
    ({ name }) => filterAngles(record, name, JUDGED.deadFilters).dead,
  );
  const all = record.scaleInvariant.reduce((sum, { filterCount }) => sum + filterCount, 0);
  const target = equilibriumAngularUpdate(HEAVY_BALL);
  const dead = deadStretches(record);
  // Whatever made it turn so little: the engine's decay is what this can miss.
  const free = dead.filter(({ angle }) => angle < FREE_ANGLE * target);
  return [
    between({
      name: text.checks.dead(all),
      measured: atEnd.length,
      from: 1,
      to: all - 1,
      control: true,
      isCount: true,
    }),
    between({
      name: text.checks.deadAngle,
      measured: median(dead.map(({ angle }) => angle)) / target,
      from: 0,
      to: 1 - SETTLED_SHARE,
      control: true,
    }),
    within({
      name: text.checks.deadNorm,
      predicted: shrinkingRate(HEAVY_BALL),
      measured: median(free.map(({ rate }) => rate)),
      share: 0.05,
      control: true,
    }),
  ];
}

/** RMS angle in rad and −d ln‖w‖/dt per step of every dead filter in every stretch. */
function deadStretches(record: TrainingRecord): readonly { readonly angle: number; readonly rate: number }[] {
  return STRETCHES.flatMap((stretch) =>
    record.scaleInvariant.flatMap(({ name }) =>
      filterAngles(record, name, stretch).dead.map(({ filter, angle }) => {
        const norms = record.filterColumn(name, filter, 'norm').subarray(stretch.from, stretch.to);
        return { angle, rate: Math.log(norms[0]! / norms.at(-1)!) / (norms.length - 1) };
      }),
    ),
  );
}

const median = (values: readonly number[]) => quantile(values, 0.5);

/** −d ln‖w‖/dt per step under decay alone, once the buffer follows: of the norm's recursion without a gradient. */
function shrinkingRate(hyper: HyperParameters): number {
  let state = stateWithEmptyBuffer(1);
  for (let t = 0; t < JUDGED.deadFilters.from; t++) state = step(state, hyper, 0).state;
  return Math.log(state.normSquared / step(state, hyper, 0).state.normSquared) / 2;
}
