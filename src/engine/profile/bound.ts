/**
 * How fast a kernel could be on an adapter: no faster than its arithmetic at the adapter's multiply-add rate, nor than its
 * loads at the adapter's load rates. The three overlap at best, so the largest of them is the bound.
 */
import type { Kernel } from '../kernels/kernel';
import type { Loads } from './count-accesses';
import type { AdapterRates } from './probes/adapter-rates';

export interface Work {
  readonly flop: number;
  readonly loads: Loads;
}

export type Limit = 'arithmetic' | 'storage' | 'workgroup';

export interface Bound {
  readonly ms: number;
  readonly limit: Limit;
  readonly byLimit: Readonly<Record<Limit, number>>;
}

export function boundOf(
  { flop, loads }: Work,
  { peakGflops, loadRates }: Pick<AdapterRates, 'peakGflops' | 'loadRates'>,
): Bound {
  const { storage, workgroup } = loadRates;
  const byLimit: Record<Limit, number> = {
    arithmetic: flop / peakGflops / 1e6,
    storage: (loads['storage f32'] / storage.f32 + loads['storage vec4f'] / storage.vec4f) / 1e6,
    workgroup: (loads['workgroup f32'] / workgroup.f32 + loads['workgroup vec4f'] / workgroup.vec4f) / 1e6,
  };
  const limits = Object.keys(byLimit) as Limit[];
  const limit = limits.reduce((worst, one) => (byLimit[one] > byLimit[worst] ? one : worst));
  return { ms: byLimit[limit], limit, byLimit };
}

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
