/** What a profile says of a training step and its kernels; plain data that a worker can hand out. */
import type { Summary } from '../tuning/statistics';
import type { Accesses } from './count-accesses';
import type { AdapterRates } from './probes/adapter-rates';

export interface BoundBuffer {
  readonly label: string;
  /** Of the part that is bound. */
  readonly bytes: number;
  readonly access: 'read' | 'write';
}

/** A kernel of the step; dispatches of the same code are one. */
export interface KernelProfile {
  /** Operation and shape. */
  readonly label: string;
  /** WGSL as it was compiled. */
  readonly code: string;
  /** The form chosen; '' where there is only one. */
  readonly variant: string;
  /** Dispatches of it in a step. */
  readonly count: number;
  readonly workgroups: readonly [number, number, number];
  /** Per workgroup. */
  readonly threads: number;
  /** In the order of the bindings, of the first of its dispatches. */
  readonly buffers: readonly BoundBuffer[];
  /** Of one dispatch, ms. */
  readonly time: Summary;
  /** Multiplications and additions that a dispatch needs. */
  readonly flop: number;
  /** null where its code uses memory in a way that cannot be counted. */
  readonly accesses: Accesses | null;
}

export interface StepProfile {
  /** Updates applied before it. */
  readonly step: number;
  /** Whether the GPU's own clock timed it. */
  readonly timestamps: boolean;
  /** Optional features of WebGPU that the device has and the engine uses. */
  readonly features: readonly string[];
  /** Measured in the rounds of the kernels, but for that of an empty dispatch and the list of all probes. */
  readonly rates: AdapterRates;
  /** Of the whole step, all dispatches in their order, ms. */
  readonly time: Summary;
  /** In the order of their first dispatches. */
  readonly kernels: readonly KernelProfile[];
}

/**
 * Bytes that a dispatch moves at least: what it loads and what it stores of each buffer, but not more than the part that
 * it binds, since what is loaded again may come from a cache. NaN where that could not be counted.
 */
export function movedBytes({ accesses, buffers }: Pick<KernelProfile, 'accesses' | 'buffers'>): number {
  if (!accesses) return Number.NaN;
  return accesses.bindings.reduce((sum, { binding, loaded, stored }) => {
    const bound = buffers[binding]?.bytes ?? 0;
    return sum + Math.min(4 * loaded, bound) + Math.min(4 * stored, bound);
  }, 0);
}
