/** Times work on the GPU: many repeats in one pass, on the GPU's own clock where it has one. */

/** Encodes the work to be timed into a pass, so often. */
export type RepeatedWork = (pass: GPUComputePassEncoder, repeats: number) => void;

const MAX_REPEATS = 16384;

export class DispatchTimer {
  private readonly device: GPUDevice;
  private readonly queries: GPUQuerySet | null;
  private readonly resolved: GPUBuffer | null;
  private readonly staging: GPUBuffer | null;

  constructor(device: GPUDevice) {
    this.device = device;
    const timestamps = device.features.has('timestamp-query');
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.queries = timestamps ? device.createQuerySet({ type: 'timestamp', count: 2 }) : null;
    this.resolved = timestamps ? device.createBuffer({ size: 16, usage: QUERY_RESOLVE | COPY_SRC }) : null;
    this.staging = timestamps ? device.createBuffer({ size: 16, usage: MAP_READ | COPY_DST }) : null;
  }

  /**
   * How often the work must be repeated to fill a pass; compiles and warms up on the way.
   * @param passMilliseconds long against a submit's latency and against the step of the browser's timestamps (0.1 ms),
   * short enough not to freeze a desktop
   */
  async repeatsOf(work: RepeatedWork, passMilliseconds: number): Promise<number> {
    await this.time(work, 1);
    for (let repeats = 1; ; repeats *= 4) {
      const elapsed = repeats * (await this.time(work, repeats));
      if (repeats >= MAX_REPEATS || elapsed >= passMilliseconds / 4)
        return Math.min(MAX_REPEATS, Math.max(1, Math.round((repeats * passMilliseconds) / elapsed)));
    }
  }

  /** ms of one of `repeats` in a pass. */
  async time(work: RepeatedWork, repeats: number): Promise<number> {
    const { queries, resolved, staging } = this;
    if (!queries || !resolved || !staging) return (await this.wall(work, repeats)) / repeats;
    const encoder = this.device.createCommandEncoder();
    const timestampWrites = { querySet: queries, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
    encode(encoder.beginComputePass({ timestampWrites }), work, repeats);
    encoder.resolveQuerySet(queries, 0, 2, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, 16);
    this.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const [begin = 0n, end = 0n] = new BigUint64Array(staging.getMappedRange());
    const elapsed = Number(end - begin) / 1e6;
    staging.unmap();
    return elapsed / repeats;
  }

  destroy(): void {
    this.queries?.destroy();
    this.resolved?.destroy();
    this.staging?.destroy();
  }

  /** ms on our clock, from the submit until it is known to be done. */
  private async wall(work: RepeatedWork, repeats: number): Promise<number> {
    const { queue } = this.device;
    await queue.onSubmittedWorkDone();
    const encoder = this.device.createCommandEncoder();
    encode(encoder.beginComputePass(), work, repeats);
    const commands = encoder.finish();
    const start = performance.now();
    queue.submit([commands]);
    await queue.onSubmittedWorkDone();
    return performance.now() - start;
  }
}

function encode(pass: GPUComputePassEncoder, work: RepeatedWork, repeats: number): void {
  work(pass, repeats);
  pass.end();
}
