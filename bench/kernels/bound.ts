/**
 * How fast a kernel could be on an adapter: no faster than its arithmetic at the adapter's multiply-add rate, nor than its
 * loads at the adapter's load rates. The three overlap at best, so the largest of them is the bound.
 */
import type { AdapterRates } from '../probes/adapter-rates';
import type { LOAD_KINDS } from './count-loads';

export interface Work {
  readonly flop: number;
  /** Loads of each kind; a vec4f counts as one. */
  readonly loads: Readonly<Record<(typeof LOAD_KINDS)[number], number>>;
}

export type Limit = 'arithmetic' | 'storage' | 'workgroup';

export interface Bound {
  readonly ms: number;
  readonly limit: Limit;
  readonly byLimit: Readonly<Record<Limit, number>>;
}

export function boundOf(
  { flop, loads }: Work,
  { peak_gflops, load_rates }: Pick<AdapterRates, 'peak_gflops' | 'load_rates'>,
): Bound {
  const { storage, workgroup } = load_rates;
  const byLimit: Record<Limit, number> = {
    arithmetic: flop / peak_gflops / 1e6,
    storage: (loads['storage f32'] / storage.f32 + (4 * loads['storage vec4f']) / storage.vec4f) / 1e6,
    workgroup:
      (loads['workgroup f32'] / workgroup.f32 + (4 * loads['workgroup vec4f']) / workgroup.vec4f) / 1e6,
  };
  const limits = Object.keys(byLimit) as Limit[];
  const limit = limits.reduce((worst, one) => (byLimit[one] > byLimit[worst] ? one : worst));
  return { ms: byLimit[limit], limit, byLimit };
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
