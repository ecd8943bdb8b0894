/** The walk that the sphere shows: moved while it is watched, its way kept as far as it is drawn. No React in it. */
import { stream } from '../../../data/random';
import { REACH, type SphereWalker, type Well } from '../../../findings/sphere-wells';
import { startWalk, type TwoWells, type TwoWellsSettings, twoWells } from '../../../findings/two-wells';
import { ExponentialAverage } from '../../../theory/statistics';

/** Points of the way that are kept; older ones are let go. */
export const PATH_POINTS = 3000;
/** Steps that the shown angle per step is averaged over. */
const WINDOW = 100;

export type WellPlace = 'narrow' | 'wide' | 'between';

export class WellWalk {
  settings: TwoWellsSettings;
  wells: TwoWells;
  steps = 0;
  /** x y z of the last directions, oldest first. */
  readonly path = new Float32Array(3 * PATH_POINTS);
  pathLength = 0;
  private readonly seed: number;
  private walker: SphereWalker;
  private squares = new ExponentialAverage(WINDOW);

  constructor(settings: TwoWellsSettings, seed: number) {
    this.seed = seed;
    this.settings = settings;
    this.wells = twoWells(settings);
    this.walker = startWalk(settings, stream(seed, 'sphere'));
    this.record();
  }

  /** Root mean square angle per step in rad; NaN before the first. */
  get angle(): number {
    return Math.sqrt(this.squares.value);
  }

  get place(): WellPlace {
    const isIn = (well: Well) => this.walker.angleFrom(well) <= REACH * well.halfWidth;
    if (isIn(this.wells.narrow)) return 'narrow';
    return isIn(this.wells.wide) ? 'wide' : 'between';
  }

  advance(steps: number): void {
    for (let i = 0; i < steps; i++) {
      this.squares.push(this.walker.step(this.settings.hyper) ** 2);
      this.steps++;
      this.record();
    }
  }

  /** Other hyper-parameters act from the next step on; other wells or another noise need another walk. */
  restart(settings: TwoWellsSettings): WellWalk {
    return new WellWalk(settings, this.seed);
  }

  private record(): void {
    if (this.pathLength === PATH_POINTS) {
      // A third at a time, so that the rest is seldom moved.
      const dropped = PATH_POINTS / 3;
      this.path.copyWithin(0, 3 * dropped);
      this.pathLength -= dropped;
    }
    const { weight } = this.walker;
    const norm = Math.hypot(...weight);
    for (let i = 0; i < 3; i++) this.path[3 * this.pathLength + i] = weight[i]! / norm;
    this.pathLength++;
  }
}
