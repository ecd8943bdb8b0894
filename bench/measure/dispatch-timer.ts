/** Times dispatches: many in one pass, on the GPU's own clock where it has one. */
import type { BenchDevice } from '../device';

/** A dispatch made ready. */
export interface Timed {
  readonly pipeline: GPUComputePipeline;
  readonly groups: readonly { readonly group: GPUBindGroup; readonly offsets: readonly number[] }[];
  readonly workgroups: readonly [number, number, number];
}

/** Long enough that a submit's own latency (below 1 ms) is small beside it, short enough not to freeze a desktop. */
const PASS_MS = 40;
const MAX_REPEATS = 16384;

export class DispatchTimer {
  private readonly device: GPUDevice;
  private readonly queries: GPUQuerySet | null;
  private readonly resolved: GPUBuffer | null;

  constructor({ device, timestamps }: BenchDevice) {
    this.device = device;
    this.queries = timestamps ? device.createQuerySet({ type: 'timestamp', count: 2 }) : null;
    const { QUERY_RESOLVE, COPY_SRC } = GPUBufferUsage;
    this.resolved = timestamps ? device.createBuffer({ size: 16, usage: QUERY_RESOLVE | COPY_SRC }) : null;
  }

  /** How often a dispatch must be repeated to fill a pass; compiles and warms up on the way. */
  async repeatsOf(dispatch: Timed): Promise<number> {
    await this.wall(dispatch, 1);
    for (let repeats = 1; ; repeats *= 4) {
      const elapsed = await this.wall(dispatch, repeats);
      if (repeats >= MAX_REPEATS || elapsed >= PASS_MS / 4)
        return Math.min(MAX_REPEATS, Math.max(1, Math.round((repeats * PASS_MS) / elapsed)));
    }
  }

  /** ms of one of `repeats` dispatches in a pass. */
  async time(dispatch: Timed, repeats: number): Promise<number> {
    if (!this.queries || !this.resolved) return (await this.wall(dispatch, repeats)) / repeats;
    const encoder = this.device.createCommandEncoder();
    const timestampWrites = {
      querySet: this.queries,
      beginningOfPassWriteIndex: 0,
      endOfPassWriteIndex: 1,
    };
    encode(encoder.beginComputePass({ timestampWrites }), dispatch, repeats);
    encoder.resolveQuerySet(this.queries, 0, 2, this.resolved, 0);
    const { MAP_READ, COPY_DST } = GPUBufferUsage;
    const staging = this.device.createBuffer({ size: 16, usage: MAP_READ | COPY_DST });
    encoder.copyBufferToBuffer(this.resolved, 0, staging, 0, 16);
    this.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const [begin = 0n, end = 0n] = new BigUint64Array(staging.getMappedRange());
    staging.destroy();
    return Number(end - begin) / 1e6 / repeats;
  }

  destroy(): void {
    this.queries?.destroy();
    this.resolved?.destroy();
  }

  /** ms on our clock, from the submit until it is known to be done. */
  private async wall(dispatch: Timed, repeats: number): Promise<number> {
    const { queue } = this.device;
    await queue.onSubmittedWorkDone();
    const encoder = this.device.createCommandEncoder();
    encode(encoder.beginComputePass(), dispatch, repeats);
    const commands = encoder.finish();
    const start = performance.now();
    queue.submit([commands]);
    await queue.onSubmittedWorkDone();
    return performance.now() - start;
  }
}

function encode(pass: GPUComputePassEncoder, { pipeline, groups, workgroups }: Timed, repeats: number): void {
  pass.setPipeline(pipeline);
  groups.forEach(({ group, offsets }, index) => {
    pass.setBindGroup(index, group, offsets);
  });
  for (let repeat = 0; repeat < repeats; repeat++) pass.dispatchWorkgroups(...workgroups);
  pass.end();
}
