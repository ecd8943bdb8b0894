/**
 * How fast a kernel could be on an adapter: no faster than its arithmetic at the adapter's multiply-add rate, nor than its
 * loads and stores at their rates, nor than loads with either of the others as far as the adapter cannot do both at once.
 */
import type { Kernel } from '../kernels/kernel';
import type { Accesses } from './count-accesses';
import type { AdapterRates } from './probes/adapter-rates';

export interface Work extends Pick<Accesses, 'loads' | 'stores'> {
  readonly flop: number;
}

/** Multiply-adds, loads from storage, stores to storage, loads from workgroup memory. */
export const LIMITS = ['arithmetic', 'loads', 'stores', 'workgroup'] as const;
export type Limit = (typeof LIMITS)[number];

type BoundRates = Pick<AdapterRates, 'peakGflops' | 'loadRates' | 'storeRates' | 'overlap' | 'storeOverlap'>;

export interface Bound {
  readonly ms: number;
  /** What takes longest of what bounds it. */
  readonly limit: Limit;
  /** Each alone, ms. The largest would be the bound if all overlapped. */
  readonly byLimit: Readonly<Record<Limit, number>>;
}

/**
 * Multiply-adds and loads overlap as measured, and so do loads and stores. What was not measured is taken to hide: stores
 * behind multiply-adds, and loads from workgroup memory behind everything.
 */
export function boundOf({ flop, loads, stores }: Work, rates: BoundRates): Bound {
  const { peakGflops, loadRates, storeRates, overlap, storeOverlap } = rates;
  const { storage, workgroup } = loadRates;
  const byLimit: Record<Limit, number> = {
    arithmetic: flop / peakGflops / 1e6,
    loads: (loads['storage f32'] / storage.f32 + loads['storage vec4f'] / storage.vec4f) / 1e6,
    stores: (stores.f32 / storeRates.f32 + stores.vec4f / storeRates.vec4f) / 1e6,
    workgroup: (loads['workgroup f32'] / workgroup.f32 + loads['workgroup vec4f'] / workgroup.vec4f) / 1e6,
  };
  // The rate of loads holds one addition for each: they are in the time of the loads.
  const words = loads['storage f32'] + loads['storage vec4f'];
  const beside = Math.max(0, flop - words) / peakGflops / 1e6;
  const others = Math.max(
    byLimit.arithmetic,
    together(beside, byLimit.loads, overlap),
    together(byLimit.loads, byLimit.stores, storeOverlap),
  );
  const alone = LIMITS.filter((limit) => limit !== 'workgroup');
  const largest = alone.reduce((most, limit) => (byLimit[limit] > byLimit[most] ? limit : most));
  return {
    ms: Math.max(others, byLimit.workgroup),
    limit: byLimit.workgroup > others ? 'workgroup' : largest,
    byLimit,
  };
}

/** Time of two things of which the shorter hides behind the longer with a part `overlap`. */
const together = (first: number, second: number, overlap: number): number =>
  first + second - overlap * Math.min(first, second);

/** `convolution-forward 28×28×8→16 3×3/1`; a dense layer is one of 1×1 pixels. */
const CONVOLUTION =
  /^convolution-(?:forward|backward-data|backward-filter)\b.*? (\d+)×(\d+)×\d+→\d+ (\d+)×\d+\/(\d+)/;

/** Multiplications and additions without those of a convolution's taps that fall into the padding. */
export function neededFlop({ label, flop }: Pick<Kernel, 'label' | 'flop'>): number {
  const match = CONVOLUTION.exec(label);
  if (!match) return flop;
  const [height = 0, width = 0, taps = 0, stride = 0] = match.slice(1).map(Number);
  const padding = taps === 3 ? 1 : 0;
  return flop * shareInside(height, taps, stride, padding) * shareInside(width, taps, stride, padding);
}

/**
 * The part of a convolution's formula whose inputs lie inside the image: what falls into the padding need not be computed.
 * Along one side, over all outputs.
 */
export function shareInside(side: number, kernel: number, stride: number, padding: number): number {
  const outputs = Math.floor((side + 2 * padding - kernel) / stride) + 1;
  let inside = 0;
  for (let output = 0; output < outputs; output++)
    for (let tap = 0; tap < kernel; tap++) {
      const input = output * stride + tap - padding;
      inside += Number(input >= 0 && input < side);
    }
  return inside / (outputs * kernel);
}
