/**
 * The rate of stores to storage, into few bytes so that caches are at their best; workgroups that run at once have bytes of
 * their own, since a store to what others store to must wait for them. With a load of each value a probe tells how much of
 * the one can hide behind the other.
 */
import {
  ELEMENTS,
  LANES,
  PATTERN_NAMES,
  PATTERNS,
  type Pattern,
  scalarOf,
  smallIntegers,
  TURNS,
  UNROLLED,
  type Width,
} from './access-pattern';
import { hiddenPart } from './overlap';
import { PROBE_THREADS, type Probe } from './probe';

/** What is stored: one value again and again, or what is loaded from another array, one by one or before any is stored. */
export type Stored = 'one value' | 'copies' | 'copies, loads first';

/** How a probe stores. */
export interface StoreForm {
  readonly stored: Stored;
  readonly width: Width;
  readonly pattern: Pattern;
  /** The array's type has its length: an index into it is cheaper to check. */
  readonly known: boolean;
}

/** Parts of the output at most, 8 MiB of vec4f; with more workgroups several have one, and store the same values there. */
const MOST_PARTS = 512;

/** @param workgroups enough to fill the adapter */
export function storeProbe({ stored, width, pattern, known }: StoreForm, workgroups: number): Probe {
  const { lane, next } = PATTERNS[pattern];
  const lanes = LANES[width];
  /** Each turn reaches further: were one left out, the last of them would not be written. */
  const written = (PROBE_THREADS - 1) * lane + (TURNS - 1) * UNROLLED + (UNROLLED - 1) * next + 1;
  const parts = Math.min(MOST_PARTS, workgroups);
  const length = ELEMENTS * parts;
  const eight = Array.from({ length: UNROLLED }, (_, k) => k);
  const load = (k: number) => `values[base + ${k * next}]`;
  const store = (k: number, value: string) => `out[part + base + ${k * next}] = ${value};`;
  const body = {
    'one value': () => eight.map((k) => store(k, 'one')),
    copies: () => eight.map((k) => store(k, load(k))),
    'copies, loads first': () => [
      ...eight.map((k) => `let value_${k} = ${load(k)};`),
      ...eight.map((k) => store(k, `value_${k}`)),
    ],
  }[stored]();
  const array = (elements: number) => `array<${width}${known ? `, ${elements}` : ''}>`;
  const code = `// out[k] = ${stored === 'one value' ? '1' : 'values[k]'}, over and over
// Tile: ${UNROLLED} stores of ${width} unrolled; ${PROBE_THREADS} threads.
// Dispatch: ${workgroups} workgroups.
@group(0) @binding(0) var<storage, read> values: ${array(ELEMENTS)};
@group(0) @binding(1) var<storage, read_write> out: ${array(length)};
@compute @workgroup_size(${PROBE_THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  // Known only here: the loop can't be unrolled away.
  let turns = ${TURNS}u + u32(${scalarOf(width, 0)});
  let one = ${width}(${scalarOf(width, 1)});
  let part = group.x % ${parts} * ${ELEMENTS};
  for (var turn = 0u; turn < turns; turn++) {
    let base = lane * ${lane} + turn * ${UNROLLED};
    ${body.join('\n    ')}
  }
}`;
  const input = smallIntegers(width);
  const lastPart = ELEMENTS * lanes * (parts - 1);
  return {
    name: [
      stored === 'one value' ? 'stores to storage' : stored,
      width,
      pattern.replaceAll('_', ' '),
      ...(known ? ['known length'] : []),
    ].join(', '),
    code,
    input,
    output: {
      length: length * lanes,
      compared: [0, 1, written * lanes - 1, lastPart + 1, lastPart + written * lanes - 1],
    },
    workgroups,
    work: UNROLLED * TURNS * lanes * PROBE_THREADS * workgroups,
    expected: (index) => ({
      value: stored === 'one value' ? 1 : input[index % input.length]!,
      bound: 0,
    }),
  };
}

/** Every way to store one value. */
export function storeProbes(width: Width, workgroups: number): Probe[] {
  return PATTERN_NAMES.flatMap((pattern) =>
    [false, true].map((known) => storeProbe({ stored: 'one value', width, pattern, known }, workgroups)),
  );
}

/** Every way to copy. */
export function copyProbes(width: Width, workgroups: number): Probe[] {
  return PATTERN_NAMES.flatMap((pattern) =>
    (['copies', 'copies, loads first'] as const).map((stored) =>
      storeProbe({ stored, width, pattern, known: true }, workgroups),
    ),
  );
}

/** Probes of either kind. */
export const STORE_PROBES = 2 * PATTERN_NAMES.length;

/**
 * The part of the shorter of the two times that a copy hid, as `overlapOf` has it of multiply-adds; a copy loads as much as
 * it stores, and only so it is measured.
 * @param alone rates of every round, in which all probes ran in turn: 10⁹ float32 loaded, or stored, per second
 * @param copy rates as long as theirs
 */
export function storeOverlapOf(
  alone: { readonly load: readonly number[]; readonly store: readonly number[] },
  copy: readonly number[],
): number {
  const { load, store } = alone;
  return hiddenPart(copy.map((rate, round) => [1 / load[round]!, 1 / store[round]!, 1 / rate]));
}
