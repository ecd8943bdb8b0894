import { describe, expect, test } from 'vitest';
import { heavyBall, intakeShare, type UpdateRule } from './hyper-parameters';
import { IdentityAccumulator, type IdentityRecord, identityApplies, identitySides } from './identity';
import { normalSource } from './testing/sphere-walk';

interface Fault {
  /** Multiplies what the records claim, not what is done. */
  readonly weightDecay?: number;
  readonly momentum?: number;
  readonly learningRate?: number;
  readonly weightDotGradient?: number;
  readonly deltaSquared?: number;
  /** Something else scales the weights after step 40. */
  readonly tamper?: number;
}

const dimension = 144;

/**
 * A dense layer's worth of trouble: gradients with a radial part, changes of all hyper-parameters, steps with
 * learning rate 0; weights stored in float32 or float64.
 */
function records(
  store: (value: number) => number,
  rule: UpdateRule = heavyBall,
  fault: Fault = {},
): IdentityRecord[] {
  const normal = normalSource(101);
  const w = Float64Array.from({ length: dimension }, () => store(normal() / 12));
  const v = new Float64Array(dimension);
  const result: IdentityRecord[] = [];
  const inside = rule.learningRateInBuffer;
  for (let t = 0; t < 80; t++) {
    // From step 60 on it changes at every step, as a schedule has it.
    const learningRate = t >= 20 && t < 23 ? 0 : t < 40 ? 0.1 : t < 60 ? 0.02 : 0.02 * 0.97 ** (t - 60);
    const weightDecay = t < 50 ? 0.01 : 0.05;
    const momentum = t < 60 ? 0.9 : t < 70 ? 0.5 : 0;
    const intake = intakeShare(momentum, rule, t === 0);
    let normSquared = 0;
    let weightDotGradient = 0;
    let dot = 0;
    let deltaSquared = 0;
    for (let i = 0; i < dimension; i++) {
      const before = w[i]!;
      const gradient = 0.02 * normal() + 0.03 * before;
      const decayed = rule.decoupled ? gradient : gradient + weightDecay * before;
      const kept = rule.decoupled ? before - learningRate * weightDecay * before : before;
      v[i] = store(momentum * v[i]! + intake * (inside ? learningRate : 1) * decayed);
      w[i] = store(kept - (inside ? 1 : learningRate) * v[i]!);
      const delta = w[i]! - before;
      normSquared += before ** 2;
      weightDotGradient += before * gradient;
      dot += before * delta;
      deltaSquared += delta ** 2;
      if (t === 40) w[i]! *= fault.tamper ?? 1;
    }
    result.push({
      normSquared,
      dot,
      deltaSquared: deltaSquared * (fault.deltaSquared ?? 1),
      weightDotGradient: weightDotGradient * (fault.weightDotGradient ?? 1),
      learningRate: learningRate * (fault.learningRate ?? 1),
      weightDecay: weightDecay * (fault.weightDecay ?? 1),
      momentum: momentum * (fault.momentum ?? 1),
      intake,
    });
  }
  return result;
}

const exact = (value: number) => value;

function accumulate(all: readonly IdentityRecord[], rule = heavyBall): IdentityAccumulator {
  const accumulator = new IdentityAccumulator(all.length, rule);
  for (const record of all) accumulator.push(record);
  return accumulator;
}

describe('identity', () => {
  test.each([
    ['learning rate outside', exact, {}, 1e-14],
    ['learning rate inside', exact, { learningRateInBuffer: true }, 1e-14],
    ['dampening', exact, { dampening: 0.6 }, 1e-14],
    ['decoupled', exact, { decoupled: true }, 1e-14],
    [
      'all three',
      exact,
      { learningRateInBuffer: true, dampening: 0.6, decoupled: true } as Partial<UpdateRule>,
      1e-14,
    ],
    ['float32 weights and buffers', Math.fround, {}, 5e-7],
    ['float32, decoupled and dampened', Math.fround, { dampening: 0.6, decoupled: true }, 5e-7],
  ] as const)('holds at every step: %s', (_name, store, options, bound) => {
    const rule = { ...heavyBall, ...options };
    const all = records(store, rule);
    const accumulator = accumulate(all, rule);
    expect(accumulator.worstResidual()).toBeLessThan(bound);
    expect(Math.abs(accumulator.ratio() - 1)).toBeLessThan(1e-5);
    expect(accumulator.holds()).toBe(true);
    for (let t = 0; t < all.length; t++) {
      const implied = identitySides(all[t - 1], all[t]!, undefined, rule);
      if (implied) expect(Math.abs(implied.residual)).toBeLessThan(bound);
    }
  });

  test.each<[string, Fault]>([
    ['weight decay', { weightDecay: 1.01 }],
    ['momentum', { momentum: 1.01 }],
    ['learning rate', { learningRate: 1.01 }],
    ['⟨w,g⟩', { weightDotGradient: 1.01 }],
    ['‖Δ‖²', { deltaSquared: 1.01 }],
    ['weights moved by something else', { tamper: 1.001 }],
  ])('one per cent off is seen: %s', (_name, fault) => {
    const accumulator = accumulate(records(exact, heavyBall, fault));
    expect(Math.abs(accumulator.ratio() - 1)).toBeGreaterThan(2e-4);
    expect(accumulator.worstResidual()).toBeGreaterThan(1e-6);
    expect(accumulator.holds()).toBe(false);
  });

  test('only the measured form sees what happens between steps', () => {
    const all = records(exact, heavyBall, { tamper: 1.001 });
    const at = (t: number, measured: boolean) =>
      Math.abs(identitySides(all[t - 1], all[t]!, measured ? all[t + 1]!.normSquared : undefined)!.residual);
    expect(at(40, true)).toBeGreaterThan(1e-3);
    expect(at(40, false)).toBeLessThan(1e-14);
  });

  test('a break in the record costs two steps and no false alarm', () => {
    const all = records(exact, heavyBall, { tamper: 1.2 });
    const accumulator = new IdentityAccumulator(100);
    let judged = 0;
    for (const [t, record] of all.entries()) {
      if (t === 41) accumulator.skip();
      if (accumulator.push(record)) judged++;
    }
    // all but the last, which is not closed yet, the two at the break, and three whose step before had rate 0
    expect(judged).toBe(80 - 1 - 2 - 3);
    expect(accumulator.worstResidual()).toBeLessThan(1e-14);
  });

  test('a rescale that is known costs one step', () => {
    const all = records(exact, heavyBall, { tamper: 1.2 });
    const accumulator = new IdentityAccumulator(100);
    const judged: number[] = [];
    for (const [t, record] of all.entries()) {
      if (t === 41) accumulator.rescale(1.2);
      if (accumulator.push(record)) judged.push(t - 1);
    }
    const missing = Array.from(all.keys()).filter((t) => !judged.includes(t));
    // three whose step before had rate 0, the one with the strange buffer, and the last, which is not closed yet
    expect(missing).toEqual([21, 22, 23, 41, 79]);
    expect(accumulator.worstResidual()).toBeLessThan(1e-14);
  });

  test.each<[string, Partial<UpdateRule>]>([
    ['dampening', { dampening: 0.5 }],
    ['decoupled decay', { decoupled: true }],
    ['a learning rate inside', { learningRateInBuffer: true }],
  ])('one rule is not taken for another: %s', (_name, options) => {
    const claimed = records(exact, { ...heavyBall, ...options }).map((record) => ({ ...record, intake: 1 }));
    expect(accumulate(claimed).holds()).toBe(false);
  });

  test('looks back over its window only, and reports a NaN', () => {
    const all = records(exact, heavyBall, { tamper: 1.2 });
    const accumulator = new IdentityAccumulator(10);
    for (const record of all) accumulator.push(record);
    expect(accumulator.worstResidual()).toBeLessThan(1e-14);
    accumulator.push({ ...all[5]!, normSquared: Number.NaN });
    expect(accumulator.worstResidual()).toBeNaN();
    expect(accumulator.ratio()).toBeNaN();
    expect(accumulator.holds()).toBe(false);
  });

  test('is for all rules but Nesterov', () => {
    expect(identityApplies(heavyBall)).toBe(true);
    expect(identityApplies({ ...heavyBall, decoupled: true, dampening: 0.5 })).toBe(true);
    expect(identityApplies({ ...heavyBall, nesterov: true })).toBe(false);
  });
});
