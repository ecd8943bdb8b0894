/** The verdict on made-up trainings: agrees with norms that follow the recursion, and with nothing else. */
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../data/random';
import { equilibriumNorm } from '../theory/equilibrium';
import type { HyperParameters } from '../theory/hyper-parameters';
import { type NormState, rescale, stateWithEmptyBuffer, step } from '../theory/norm-recursion';
import { checksOf } from './norm-checks';
import {
  APPROACH_STEPS,
  FADING_STEPS,
  FAST_DECAY,
  FORK_STEPS,
  HYPER,
  INITIAL_SCALE,
  NO_DECAY,
  type NormRecords,
  PERTURBATION,
  RINGING_STEPS,
  SETTLING_STEPS,
} from './norm-trainings';
import { perturbedForkLogNorms } from './ring-measurement';
import { madeRecord } from './testing/made-record';

const random = new RandomStream(1, 2, 3);

/** Trains by the recursion, with h̃ that scatters by a quarter about a mean. */
function trained(from: NormState, hyper: HyperParameters, steps: number, drive = (_: number) => 1) {
  let state = from;
  /** Before every step, and after the last. */
  const states = [from];
  const rows = Array.from({ length: steps }, (_, at) => {
    const present = drive(at) * Math.max(0.1, 1 + 0.25 * random.gaussian());
    const norm = Math.sqrt(state.normSquared);
    const next = step(state, hyper, present);
    state = next.state;
    states.push(state);
    return { norm, gradientNorm: Math.sqrt(present) / norm, angularUpdate: next.angle };
  });
  const column = (name: 'norm' | 'gradientNorm' | 'angularUpdate') => (at: number) => rows[at]![name];
  const layers = {
    norm: column('norm'),
    gradientNorm: column('gradientNorm'),
    angularUpdate: column('angularUpdate'),
  };
  return { state, states, record: madeRecord({ steps, layers }) };
}

interface Engine {
  readonly hyper?: HyperParameters;
  readonly fastDecay?: HyperParameters;
  /** What the weights are really multiplied with. */
  readonly perturbation?: number;
  /** h̃ of the fork, step by step. */
  readonly forkDrive?: (step: number) => number;
  readonly noDecay?: HyperParameters;
}

function recordsOf({
  hyper = HYPER,
  fastDecay = FAST_DECAY,
  perturbation = PERTURBATION,
  forkDrive = () => 1,
  noDecay = NO_DECAY,
}: Engine = {}): NormRecords {
  const start = stateWithEmptyBuffer((INITIAL_SCALE * equilibriumNorm(HYPER, 1)) ** 2 / 4);
  const approach = trained(start, hyper, APPROACH_STEPS);
  const settling = trained(approach.state, fastDecay, SETTLING_STEPS);
  const perturbed = FORK_STEPS.map((step) => {
    const state = settling.states[step - APPROACH_STEPS]!;
    return trained(rescale(state, perturbation, 1 / perturbation), fastDecay, RINGING_STEPS, forkDrive)
      .record;
  });
  const fading = trained(approach.state, noDecay, FADING_STEPS);
  return {
    approach: approach.record,
    settling: settling.record,
    perturbed,
    fading: fading.record,
  };
}

const failing = (engine: Engine) =>
  checksOf(recordsOf(engine))
    .filter(({ agrees }) => !agrees)
    .map(({ name }) => name);

test('the theory itself agrees', () => {
  expect(failing({})).toEqual([]);
});

test('a gradient that changes while the norm rings does not break the ringing', () => {
  expect(failing({ forkDrive: (at) => 1 - 0.5 * Math.sin(at / 5) })).toEqual([]);
});

test('each fork is held against the unmultiplied norm at its own beginning', () => {
  for (const logNorms of perturbedForkLogNorms(recordsOf(), 'conv3.weight'))
    expect(logNorms[0]).toBeCloseTo(2 * Math.log(PERTURBATION), 6);
});

describe('what must not agree', () => {
  test.each<[string, Engine, RegExp]>([
    ['twice the decay', { hyper: { ...HYPER, weightDecay: 0.01 } }, /‖w‖² of/],
    ['no momentum', { hyper: { ...HYPER, momentum: 0 } }, /recursion/],
    ['a fork without momentum', { fastDecay: { ...FAST_DECAY, momentum: 0 } }, /w × 2/],
    ['a fork with the decay of a gentle one', { fastDecay: HYPER }, /w × 2/],
    ['a fork that is not multiplied', { perturbation: 1 }, /w × 2/],
    ['a fork multiplied by 3', { perturbation: 3 }, /forks’ mean h̃/],
    ['fast decay from the start', { hyper: FAST_DECAY }, /start × 3/],
    ['decay that goes on', { noDecay: HYPER }, /taken away/],
  ])('%s', (_, engine, where) => {
    expect(failing(engine).join('\n')).toMatch(where);
  });
});
