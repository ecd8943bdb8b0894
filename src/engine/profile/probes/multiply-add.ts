/**
 * The rate of multiply-adds: independent chains s ← s·a + b in registers. Every chain starts from a value of its own, so
 * that none can be computed once for several, and what it ends at is known in closed form.
 */
import { LANES, type Width } from './access-pattern';
import { onePerThread, PROBE_THREADS, type Probe } from './probe';

type Form = 'multiply, add' | 'fma';

/** Steps in the loop's body, and turns of the loop. */
const UNROLLED = 8;
const TURNS = 128;
const STEPS = UNROLLED * TURNS;

/** aⁿ is 1/e: after half the steps a chain would stand elsewhere. */
const FACTOR = Math.fround(1 - 1 / STEPS);
const ADDEND = Math.fround(1 / STEPS);
/** γₖ = k·u/(1 − k·u) bounds the relative error of k roundings to float32 (Higham 2002, section 3.1). */
const roundings = (count: number): number => (count * 2 ** -24) / (1 - count * 2 ** -24);

/** Distance of two chains' starts. */
const SPACING = 2 ** -6;

function multiplyAdd(element: Width, accumulators: number, form: Form, workgroups: number): Probe {
  const lanes = LANES[element];
  const chains = Array.from({ length: accumulators }, (_, k) => k);
  const start = (k: number) =>
    element === 'f32'
      ? `seed + ${k * SPACING}`
      : `seed + vec4f(${[0, 1, 2, 3].map((lane) => (4 * k + lane) * SPACING)})`;
  const step = (k: number) => (form === 'fma' ? `s_${k} = fma(s_${k}, a, b);` : `s_${k} = s_${k} * a + b;`);
  const sum = chains.map((k) => `s_${k}`).join(' + ');
  const code = `// out[thread] = Σ over chains and lanes of aⁿ·s + b·(1 + a + … + aⁿ⁻¹)
// Tile: ${accumulators} chains of ${element} per thread, ${UNROLLED} steps unrolled; ${PROBE_THREADS} threads.
// Dispatch: ${workgroups} workgroups.
@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(${PROBE_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let a = ${element}(values[0]);
  let b = ${element}(values[1]);
  let turns = u32(values[2]);
  let seed = ${element}(values[3 + id.x % ${PROBE_THREADS}]);
${chains.map((k) => `  var s_${k} = ${start(k)};`).join('\n')}
  for (var turn = 0u; turn < turns; turn++) {
${Array.from({ length: UNROLLED }, () => `    ${chains.map(step).join(' ')}`).join('\n')}
  }
  let sum = ${sum};
  out[id.x] = ${element === 'f32' ? 'sum' : '(sum.x + sum.y) + (sum.z + sum.w)'};
}`;
  const seeds = Array.from({ length: PROBE_THREADS }, (_, thread) => Math.fround(1 + thread / PROBE_THREADS));
  const count = accumulators * lanes;
  return {
    name: `${element}, ${accumulators} accumulators, ${form}`,
    code,
    input: Float32Array.from([FACTOR, ADDEND, TURNS, ...seeds]),
    output: onePerThread(workgroups),
    workgroups,
    work: 2 * STEPS * count * PROBE_THREADS * workgroups,
    expected: (thread) => {
      const seed = seeds[thread % PROBE_THREADS]!;
      const starts = count * seed + (SPACING * count * (count - 1)) / 2;
      const decayed = FACTOR ** STEPS;
      const value = decayed * starts + (count * ADDEND * (1 - decayed)) / (1 - FACTOR);
      // No chain leaves [1, 3]; every step rounds twice, the first addition and those of the sum once each.
      return { value, bound: roundings(2 * STEPS + count + 1) * 3 * count };
    },
  };
}

/** @param workgroups enough to fill the adapter */
export function multiplyAddProbes(workgroups: number): Probe[] {
  return (['f32', 'vec4f'] as const).flatMap((element) =>
    [2, 4, 6, 8, 12].flatMap((accumulators) =>
      (['multiply, add', 'fma'] as const).map((form) => multiplyAdd(element, accumulators, form, workgroups)),
    ),
  );
}
