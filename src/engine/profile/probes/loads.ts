/**
 * The rate of loads from storage and from workgroup memory, out of few bytes so that caches are at their best: no kernel
 * can load faster. With multiply-adds on each value a probe tells how much of the one can hide behind the other.
 */
import {
  ELEMENTS,
  LANES,
  PATTERN_NAMES,
  PATTERNS,
  type Pattern,
  STARTS,
  scalarOf,
  smallIntegers,
  TURNS,
  UNROLLED,
  type Width,
} from './access-pattern';
import { onePerThread, PROBE_THREADS, type Probe } from './probe';

export type Memory = 'storage' | 'workgroup';

/** How a probe loads. */
export interface LoadForm {
  readonly memory: Memory;
  readonly width: Width;
  readonly pattern: Pattern;
  /**
   * The array's type has its length: an index into it is cheaper to check, and here provably inside. Workgroup memory always
   * has one.
   */
  readonly known: boolean;
}

/** What a probe does with a value that it has loaded. */
interface UseOfLoad {
  readonly accumulators: number;
  /** 0: each value x is added to one of the sums. Otherwise each goes into so many multiply-adds s ← 1·s + x. */
  readonly multiplyAdds: number;
}

export interface LoadProbe extends Probe {
  readonly form: LoadForm;
}

const ADDED: UseOfLoad = { accumulators: 4, multiplyAdds: 0 };

/** @param workgroups enough to fill the adapter */
export function loadProbe(form: LoadForm, workgroups: number, use: UseOfLoad = ADDED): LoadProbe {
  const { memory, width, pattern, known } = form;
  const { accumulators, multiplyAdds } = use;
  const { lane, next } = PATTERNS[pattern];
  const lanes = LANES[width];
  /** The loop starts at another element in each turn; the unrolled loads follow at fixed distances. */
  const offset = (k: number) => k * (next % STARTS);
  const source = memory === 'storage' ? 'values' : 'tile';
  const sums = Array.from({ length: accumulators }, (_, k) => `sum_${k}`);
  const multiplyAdd = (k: number, m: number) => {
    const sum = sums[(k * multiplyAdds + m) % accumulators];
    return `${sum} = fma(${sum}, one, value_${k});`;
  };
  const load = (k: number) => {
    const value = `${source}[base + ${offset(k)}]`;
    if (multiplyAdds === 0) return `${sums[k % accumulators]} += ${value};`;
    const uses = Array.from({ length: multiplyAdds }, (_, m) => multiplyAdd(k, m));
    return `let value_${k} = ${value}; ${uses.join(' ')}`;
  };
  const fill = `  for (var k = lane; k < ${ELEMENTS}; k += ${PROBE_THREADS}) { tile[k] = values[k]; }
  workgroupBarrier();`;
  const work = multiplyAdds === 0 ? 1 : 2 * multiplyAdds;
  const times = Math.max(1, multiplyAdds);
  const code = `// out[thread] = Σ of ${UNROLLED * TURNS} elements, each taken ${times} times, and of what the sums begin with
// Tile: ${UNROLLED} loads of ${width} unrolled; ${PROBE_THREADS} threads.
// Dispatch: ${workgroups} workgroups.
@group(0) @binding(0) var<storage, read> values: array<${width}${known ? `, ${ELEMENTS}` : ''}>;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
${memory === 'workgroup' ? `var<workgroup> tile: array<${width}, ${ELEMENTS}>;` : ''}
@compute @workgroup_size(${PROBE_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
${memory === 'workgroup' ? fill : ''}
  // Known only here: the loop can't be unrolled away, nor a multiplication by 1.
  let turns = ${TURNS}u + u32(${scalarOf(width, 0)});
  let one = ${width}(${scalarOf(width, 1)});
  // From different values: no two of them can be computed as one.
${sums.map((sum, k) => `  var ${sum} = ${width}(${k});`).join('\n')}
  for (var turn = 0u; turn < turns; turn++) {
    let base = (lane * ${lane} + turn * ${UNROLLED}) % ${STARTS};
    ${Array.from({ length: UNROLLED }, (_, k) => load(k)).join('\n    ')}
  }
  let sum = ${sums.join(' + ')};
  out[id.x] = ${width === 'f32' ? 'sum' : '(sum.x + sum.y) + (sum.z + sum.w)'};
}`;
  const input = smallIntegers(width);
  return {
    name: nameOf(form, use),
    form,
    code,
    input,
    output: onePerThread(workgroups),
    workgroups,
    work: UNROLLED * TURNS * lanes * work * PROBE_THREADS * workgroups,
    expected: (thread) => {
      let value = (lanes * accumulators * (accumulators - 1)) / 2;
      for (let turn = 0; turn < TURNS; turn++) {
        const base = ((thread % PROBE_THREADS) * lane + turn * UNROLLED) % STARTS;
        for (let k = 0; k < UNROLLED; k++)
          for (let l = 0; l < lanes; l++) value += times * input[(base + offset(k)) * lanes + l]!;
      }
      return { value, bound: 0 };
    },
  };
}

function nameOf(
  { memory, width, pattern, known }: LoadForm,
  { accumulators, multiplyAdds }: UseOfLoad,
): string {
  const use =
    multiplyAdds === 0 ? [] : [`${multiplyAdds} multiply-adds a load`, `${accumulators} accumulators`];
  const length = memory === 'storage' && known ? ['known length'] : [];
  return [memory, width, pattern.replaceAll('_', ' '), ...length, ...use].join(', ');
}

/** Every way to load, the values only added up. */
export function loadProbes(memory: Memory, width: Width, workgroups: number): LoadProbe[] {
  const lengths = memory === 'storage' ? [false, true] : [true];
  return PATTERN_NAMES.flatMap((pattern) =>
    lengths.map((known) => loadProbe({ memory, width, pattern, known }, workgroups)),
  );
}
