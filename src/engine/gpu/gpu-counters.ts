/** What training and its tests have sent to a device so far: three sums, cheap enough to be always kept. */

export interface GpuCounts {
  readonly dispatches: number;
  readonly submits: number;
  /** Buffers mapped to be read. */
  readonly readbacks: number;
}

export class GpuCounters implements GpuCounts {
  dispatches = 0;
  submits = 0;
  readbacks = 0;

  private static readonly counters = new WeakMap<GPUDevice, GpuCounters>();

  /** The counters of a device, over all its runs. */
  static of(device: GPUDevice): GpuCounters {
    const counters = GpuCounters.counters.get(device) ?? new GpuCounters();
    GpuCounters.counters.set(device, counters);
    return counters;
  }
}
