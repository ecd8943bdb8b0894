/**
 * The rate of loads from storage and from workgroup memory, out of few bytes so that caches are at their best: no kernel
 * can load faster. The values are small integers: their sums are exact.
 */
import { PROBE_THREADS, type Probe } from './probe';

export type Memory = 'storage' | 'workgroup';
export type LoadWidth = 'f32' | 'vec4f';

/** Which elements neighbouring threads load: neighbouring ones, the same one, or each a run of its own. */
const PATTERNS = {
  side_by_side: { lane: 1, next: PROBE_THREADS },
  same: { lane: 0, next: 1 },
  own_run: { lane: 8, next: 1 },
} as const;
type Pattern = keyof typeof PATTERNS;

/** Loads in the loop's body, and turns of the loop. */
const UNROLLED = 8;
const TURNS = 64;
/** Elements loaded from, 8 KiB of vec4f; the second half is there so that no index has to be wrapped twice. */
const LENGTH = 512;
const MODULUS = 17;

/**
 * @param known the array's type has its length: an index into it is cheaper to check, and here provably inside. Workgroup
 * memory always has one.
 */
function loads(
  memory: Memory,
  width: LoadWidth,
  pattern: Pattern,
  known: boolean,
  workgroups: number,
): Probe {
  const { lane, next } = PATTERNS[pattern];
  const lanes = width === 'f32' ? 1 : 4;
  /** The loop starts at another element in each turn; the unrolled loads follow at fixed distances. */
  const offset = (k: number) => k * (next % LENGTH);
  const total = 2 * LENGTH;
  const source = memory === 'storage' ? 'values' : 'tile';
  const load = (k: number) => `sum_${k % 4} += ${source}[base + ${offset(k)}];`;
  const fill = `  for (var k = lane; k < ${total}; k += ${PROBE_THREADS}) { tile[k] = values[k]; }
  workgroupBarrier();`;
  const code = `// out[thread] = Σ of ${UNROLLED * TURNS} elements
// Tile: ${UNROLLED} loads of ${width} unrolled; ${PROBE_THREADS} threads.
// Dispatch: ${workgroups} workgroups.
@group(0) @binding(0) var<storage, read> values: array<${width}${known ? `, ${total}` : ''}>;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
${memory === 'workgroup' ? `var<workgroup> tile: array<${width}, ${total}>;` : ''}
@compute @workgroup_size(${PROBE_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
${memory === 'workgroup' ? fill : ''}
  // Known only here: the loop can't be unrolled away.
  let turns = ${TURNS}u + u32(${width === 'f32' ? 'values[0]' : 'values[0].x'});
  var sum_0 = ${width}(); var sum_1 = ${width}(); var sum_2 = ${width}(); var sum_3 = ${width}();
  for (var turn = 0u; turn < turns; turn++) {
    let base = (lane * ${lane} + turn * ${UNROLLED}) % ${LENGTH};
    ${Array.from({ length: UNROLLED }, (_, k) => load(k)).join(' ')}
  }
  let sum = (sum_0 + sum_1) + (sum_2 + sum_3);
  out[id.x] = ${width === 'f32' ? 'sum' : '(sum.x + sum.y) + (sum.z + sum.w)'};
}`;
  // The first is 0: see `turns`.
  const input = Float32Array.from({ length: total * lanes }, (_, k) => k % MODULUS);
  return {
    name: `${memory}, ${width}, ${pattern.replaceAll('_', ' ')}${memory === 'storage' && known ? ', known length' : ''}`,
    code,
    input,
    workgroups,
    work: UNROLLED * TURNS * lanes * PROBE_THREADS * workgroups,
    expected: (thread) => {
      let value = 0;
      for (let turn = 0; turn < TURNS; turn++) {
        const base = ((thread % PROBE_THREADS) * lane + turn * UNROLLED) % LENGTH;
        for (let k = 0; k < UNROLLED; k++)
          for (let l = 0; l < lanes; l++) value += input[(base + offset(k)) * lanes + l]!;
      }
      return { value, bound: 0 };
    },
  };
}

/** @param workgroups enough to fill the adapter */
export function loadProbes(memory: Memory, width: LoadWidth, workgroups: number): Probe[] {
  const lengths = memory === 'storage' ? [false, true] : [true];
  return (Object.keys(PATTERNS) as Pattern[]).flatMap((pattern) =>
    lengths.map((known) => loads(memory, width, pattern, known, workgroups)),
  );
}
