/**
 * The model that tests of this room measure: independent scale-invariant weights driven by random gradients
 * orthogonal to them, stepped as an optimizer would, in float64. It knows none of the formulas under test.
 */
import type { HyperParameters, UpdateRule } from '../hyper-parameters';
import { heavyBall } from '../hyper-parameters';

/** Seeded standard normal numbers: mulberry32 through the polar method. */
export function normalSource(seed: number): () => number {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const r = x * x + y * y;
      if (r > 0 && r < 1) {
        const factor = Math.sqrt((-2 * Math.log(r)) / r);
        spare = y * factor;
        return x * factor;
      }
    }
  };
}

export interface WalkOptions {
  readonly seed: number;
  readonly filters?: number;
  readonly dimension?: number;
  readonly norm?: number;
  /** L = E(‖w‖²‖g‖²). */
  readonly unitGradientSquared?: number;
  /** Correlation of successive gradients (before projection), −1…1. */
  readonly gradientCorrelation?: number;
}

/** Means over the filters of one step. */
export interface WalkStep {
  readonly angleSquared: number;
  readonly normSquared: number;
  /** Of the norm before the step, to the fourth. */
  readonly normFourth: number;
  /** ‖w‖²(‖g‖² + 2α⟨v_prev,g⟩). */
  readonly drive: number;
  readonly gradientToWeightSquared: number;
  /** ‖Δ‖². */
  readonly deltaSquared: number;
}

export class SphereWalk {
  readonly filters: number;
  readonly dimension: number;
  readonly weights: Float64Array;
  readonly buffers: Float64Array;
  unitGradientSquared: number;
  private readonly noise: Float64Array;
  private readonly gradient: Float64Array;
  private readonly normal: () => number;
  private readonly correlation: number;

  constructor(options: WalkOptions) {
    this.filters = options.filters ?? 100;
    this.dimension = options.dimension ?? 16;
    this.unitGradientSquared = options.unitGradientSquared ?? 1;
    this.correlation = options.gradientCorrelation ?? 0;
    this.normal = normalSource(options.seed);
    const size = this.filters * this.dimension;
    this.weights = Float64Array.from({ length: size }, this.normal);
    this.buffers = new Float64Array(size);
    this.noise = Float64Array.from({ length: size }, this.normal);
    this.gradient = new Float64Array(this.dimension);
    for (let start = 0; start < size; start += this.dimension) {
      const w = this.weights.subarray(start, start + this.dimension);
      const factor = (options.norm ?? 1) / Math.sqrt(product(w, w));
      for (let i = 0; i < w.length; i++) w[i]! *= factor;
    }
  }

  step(hyper: HyperParameters, rule: UpdateRule = heavyBall): WalkStep {
    let angleSquared = 0;
    let normSquared = 0;
    let normFourth = 0;
    let drive = 0;
    let gradientToWeightSquared = 0;
    let deltaSquared = 0;
    for (let filter = 0; filter < this.filters; filter++) {
      const from = filter * this.dimension;
      const w = this.weights.subarray(from, from + this.dimension);
      const v = this.buffers.subarray(from, from + this.dimension);
      const before = w.slice();
      const a = product(w, w);
      const g = this.drawGradient(from, w, a);
      const gg = product(g, g);
      const inBuffer = rule.learningRateInBuffer ? hyper.learningRate : 1;
      drive += a * (gg + (2 * hyper.momentum * product(v, g)) / (inBuffer * (1 - rule.dampening)));
      gradientToWeightSquared += gg / a;
      normSquared += a;
      normFourth += a * a;
      const outside = rule.learningRateInBuffer ? 1 : hyper.learningRate;
      for (let i = 0; i < w.length; i++) {
        const d = inBuffer * (g[i]! + (rule.decoupled ? 0 : hyper.weightDecay * before[i]!));
        v[i] = hyper.momentum * v[i]! + (1 - rule.dampening) * d;
        const move = rule.nesterov ? d + hyper.momentum * v[i]! : v[i]!;
        const kept = rule.decoupled ? 1 - hyper.learningRate * hyper.weightDecay : 1;
        w[i] = kept * before[i]! - outside * move;
        deltaSquared += (w[i]! - before[i]!) ** 2;
      }
      // angle by sine and cosine: independent of the forms under test, and fine in float64 above 1e-6 rad
      const dot = product(before, w);
      const sine = Math.sqrt(Math.max(0, a * product(w, w) - dot * dot));
      angleSquared += Math.atan2(sine, dot) ** 2;
    }
    const n = this.filters;
    return {
      angleSquared: angleSquared / n,
      normSquared: normSquared / n,
      normFourth: normFourth / n,
      drive: drive / n,
      gradientToWeightSquared: gradientToWeightSquared / n,
      deltaSquared: deltaSquared / n,
    };
  }

  /** The means of `steps` steps. */
  average(steps: number, hyper: HyperParameters, rule: UpdateRule = heavyBall): WalkStep {
    const total = {
      angleSquared: 0,
      normSquared: 0,
      normFourth: 0,
      drive: 0,
      gradientToWeightSquared: 0,
      deltaSquared: 0,
    };
    const keys = Object.keys(total) as (keyof WalkStep)[];
    for (let t = 0; t < steps; t++) {
      const one = this.step(hyper, rule);
      for (const key of keys) total[key] += one[key] / steps;
    }
    return total;
  }

  /** Multiplies all weights and buffers. */
  rescale(weightFactor: number, bufferFactor: number): void {
    for (let i = 0; i < this.weights.length; i++) {
      this.weights[i]! *= weightFactor;
      this.buffers[i]! *= bufferFactor;
    }
  }

  private drawGradient(from: number, w: Float64Array, normSquared: number): Float64Array {
    const g = this.gradient;
    const fresh = Math.sqrt(1 - this.correlation ** 2);
    for (let i = 0; i < g.length; i++) {
      g[i] = this.correlation * this.noise[from + i]! + fresh * this.normal();
      this.noise[from + i] = g[i]!;
    }
    const radial = product(w, g) / normSquared;
    const scale = Math.sqrt(this.unitGradientSquared / ((this.dimension - 1) * normSquared));
    for (let i = 0; i < g.length; i++) g[i] = (g[i]! - radial * w[i]!) * scale;
    return g;
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
