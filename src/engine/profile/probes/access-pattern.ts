/** Which elements of few the probes of memory load and store, so that caches are at their best. */
import { PROBE_THREADS } from './probe';

export const WIDTHS = ['f32', 'vec4f'] as const;
export type Width = (typeof WIDTHS)[number];
export const LANES = { f32: 1, vec4f: 4 } as const satisfies Record<Width, number>;

/** Which elements neighbouring threads take: neighbouring ones, the same one, or each a run of its own. */
export const PATTERNS = {
  side_by_side: { lane: 1, next: PROBE_THREADS },
  same: { lane: 0, next: 1 },
  own_run: { lane: 8, next: 1 },
} as const;
export type Pattern = keyof typeof PATTERNS;
export const PATTERN_NAMES = Object.keys(PATTERNS) as readonly Pattern[];

/** Loads or stores in the loop's body, and turns of the loop. */
export const UNROLLED = 8;
export const TURNS = 64;
/** Elements among which a loop's turns begin, 8 KiB of vec4f, and of the array: no index has to be wrapped twice. */
export const STARTS = 512;
export const ELEMENTS = 2 * STARTS;

/**
 * Small integers, whose sums are exact, as the content of the array. The first is 0 and the second 1: loops and factors hang
 * on them; none after it is 0, as what was never written would be.
 */
export function smallIntegers(width: Width): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: ELEMENTS * LANES[width] }, (_, k) => (k === 0 ? 0 : 1 + ((k - 1) % 17)));
}

/** In WGSL: one of the first values, as a scalar. */
export function scalarOf(width: Width, k: 0 | 1): string {
  return width === 'f32' ? `values[${k}]` : `values[0].${'xyzw'[k]}`;
}
