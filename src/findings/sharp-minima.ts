/**
 * Finding 6: with weight decay a weight does not stay in a minimum narrower than about half the equilibrium's step.
 *
 * Decay shrinks the weight until its step is AU* again, wherever it is. In a well that ends in an orbit of ± half that
 * step around the bottom, which a well of that half-width still holds and a narrower one does not (derived). Steps are
 * measured on the exact three-dimensional toy of sphere-wells.ts, with some gradient noise: balanced without any, a
 * point may stay for ever where nothing holds it.
 */

import { stream } from '../data/random';
import { findings } from '../messages';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { rmsRatio } from '../theory/statistics';
import { angularUpdateWithoutDecay } from '../theory/transient';
import { between, type Check, within } from './check';
import { type Chart, type Finding, resultOf } from './finding';
import { REACH } from './sphere-wells';
import { stableSteps, startWalk, twoWells } from './two-wells';

const text = findings['sharp-minima'];

const HYPER: HyperParameters = { learningRate: 0.5, weightDecay: 1e-2, momentum: 0 };
/** Share of the narrow well's steepest slope; from 0.1 % on the claim holds. */
const NOISE = 0.01;
/** Half-width of the other well in rad. */
const WIDE = 0.5;
const STEPS = 20_000;
/** Half-widths in AU*. */
const LEFT = [0.2, 0.4];
const HOLDING = [1, 2];
/** Steps between two reports; the worker hears a request to stop in between. */
const STRETCH = 2000;
/** Steps per point of the charts. */
const WINDOW = 100;

interface Walk {
  /** Half-width of the well it starts in, in AU*. */
  readonly width: number;
  readonly decays: boolean;
  /** Per step: the angle turned, in rad, and whether it was still in the well. */
  readonly angles: Float64Array;
  readonly inside: Uint8Array;
  /** Per step: the angle from the well's centre, in rad. */
  readonly distances: Float64Array;
}

export const sharpMinima: Finding = {
  id: 'sharp-minima',
  number: 6,
  runs: 'anywhere',
  async run({ progress, draw, signal }, { seed, sabotage }) {
    const walks: Walk[] = [];
    const plan = [
      ...[...LEFT, ...HOLDING].map((width) => ({ width, decays: true })),
      { width: LEFT[0]!, decays: false },
    ];
    for (const [index, { width, decays }] of plan.entries()) {
      const hyper = { ...HYPER, weightDecay: decays && !sabotage ? HYPER.weightDecay : 0 };
      const walk = newWalk(width, decays);
      walks.push(walk);
      const settings = { narrow: width * equilibriumAngularUpdate(HYPER), wide: WIDE, noise: NOISE, hyper };
      const walker = startWalk(settings, stream(seed, `sharp-minima/${index}`));
      const { narrow } = twoWells(settings);
      for (let step = 0; step < STEPS; step++) {
        walk.angles[step] = walker.step(hyper);
        walk.distances[step] = walker.angleFrom(narrow);
        walk.inside[step] = Number(walk.distances[step]! <= REACH * narrow.halfWidth);
        if ((step + 1) % STRETCH > 0) continue;
        progress(index * STEPS + step + 1, plan.length * STEPS, text.walk(String(width), decays));
        draw(() => chartsOf(walks, index * STEPS + step + 1));
        await new Promise((resolve) => setTimeout(resolve));
        signal.throwIfAborted();
      }
    }
    return resultOf(walks.flatMap(checksOf), chartsOf(walks, plan.length * STEPS));
  },
};

function newWalk(width: number, decays: boolean): Walk {
  const column = () => new Float64Array(STEPS);
  return { width, decays, angles: column(), distances: column(), inside: new Uint8Array(STEPS) };
}

function checksOf({ width, decays, angles, inside }: Walk): Check[] {
  const names = text.checks;
  const name = String(width);
  const half = STEPS / 2;
  const share = inside.subarray(half).reduce((sum, one) => sum + one, 0) / half;
  const { ratio: angle, standardError: uncertainty } = rmsRatio(
    angles.subarray(half).map((value) => value ** 2),
    1,
  );
  const stays = { measured: share, predicted: 1, from: 0.99, to: 1 };
  if (!decays) {
    const fastest = angularUpdateWithoutDecay(HYPER.momentum, Number.POSITIVE_INFINITY, half);
    return [
      between({ ...stays, name: names.shareWithoutDecay(name), control: true }),
      between({
        name: names.angleWithoutDecay(name),
        measured: angle,
        uncertainty,
        from: 0,
        to: fastest,
        control: true,
      }),
    ];
  }
  const forced = within({
    name: names.angle(name),
    predicted: equilibriumAngularUpdate(HYPER),
    measured: angle,
    uncertainty,
    share: 0.03,
  });
  if (HOLDING.includes(width)) return [between({ ...stays, name: names.share(name) }), forced];
  const earliest = stableSteps(HYPER);
  return [
    between({ name: names.share(name), measured: share, predicted: 0, from: 0, to: 0.01 }),
    between({
      name: names.departure(name),
      measured: departure(inside),
      from: Math.ceil(earliest),
      to: half,
      isCount: true,
    }),
    forced,
  ];
}

/** Steps until the well is left for good; Infinity for a point that is in it at the end. */
function departure(inside: Uint8Array): number {
  const last = inside.lastIndexOf(1) + 1;
  return last === inside.length ? Number.POSITIVE_INFINITY : last;
}

/** @param done steps of all walks together */
function chartsOf(walks: readonly Walk[], done: number): Chart[] {
  const stepsOf = (index: number) => Math.min(STEPS, done - index * STEPS);
  const steps = { label: text.charts.steps, logarithmic: false };
  const radians = { label: text.charts.radians, logarithmic: true };
  const target = equilibriumAngularUpdate(HYPER);
  const series = (column: 'angles' | 'distances') =>
    walks.map((walk, index) => ({
      name: text.walk(String(walk.width), walk.decays),
      role: walk.decays ? ('measured' as const) : ('control' as const),
      points: windows(walk[column], stepsOf(index)),
    }));
  const fade = Array.from({ length: STEPS / WINDOW }, (_, i) => {
    const step = (i + 1) * WINDOW;
    return [step, angularUpdateWithoutDecay(HYPER.momentum, Number.POSITIVE_INFINITY, step)] as const;
  });
  return [
    { title: text.charts.distance, kind: 'lines', x: steps, y: radians, series: series('distances') },
    {
      title: text.charts.angle,
      kind: 'lines',
      x: steps,
      y: radians,
      series: [
        ...series('angles'),
        {
          name: text.charts.target,
          role: 'theory',
          points: [
            [0, target],
            [STEPS, target],
          ],
        },
        { name: text.charts.fade, role: 'theory', points: fade },
      ],
    },
  ];
}

/** Root mean squares of successive windows of the first `count` values. */
function windows(values: Float64Array, count: number): [number, number][] {
  return Array.from({ length: Math.floor(count / WINDOW) }, (_, i) => {
    const window = values.subarray(i * WINDOW, (i + 1) * WINDOW);
    const squares = window.reduce((sum, value) => sum + value ** 2, 0);
    return [(i + 1) * WINDOW, Math.sqrt(squares / WINDOW)];
  });
}
