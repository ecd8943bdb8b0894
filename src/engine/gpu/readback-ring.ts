/**
 * Results on their way from the GPU: a few staging buffers, used in turn. Whoever submits waits for a free one, so
 * no result is ever dropped; whoever reads gets them in the order of the submits.
 */

/** One being filled, one on its way, one being read. */
const DEPTH = 3;

export class ReadbackRing {
  private readonly free: GPUBuffer[];
  private readonly waiting: { resolve: (buffer: GPUBuffer) => void; reject: (error: unknown) => void }[] = [];
  private failure: unknown;
  private tail: Promise<void> = Promise.resolve();

  /** @param create makes a buffer that can be mapped for reading */
  constructor(create: (index: number) => GPUBuffer) {
    this.free = Array.from({ length: DEPTH }, (_, index) => create(index));
  }

  /** A free staging buffer, now or as soon as one has been read. Rejects once a delivery has failed. */
  async acquire(): Promise<GPUBuffer> {
    if (this.failure !== undefined) throw this.failure;
    return this.free.pop() ?? new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /**
   * After the submit that fills the buffer: maps it, hands a copy of its first bytes to `read`, in the order of the
   * calls, and frees it. The promise rejects if mapping fails (the device was lost) or `read` throws.
   */
  deliver(buffer: GPUBuffer, bytes: number, read: (copy: ArrayBuffer) => void): Promise<void> {
    const mapped = buffer.mapAsync(GPUMapMode.READ, 0, bytes);
    mapped.catch(() => {});
    const delivered = this.tail
      .catch(() => {})
      .then(() => mapped)
      .then(() => {
        const copy = buffer.getMappedRange(0, bytes).slice(0);
        buffer.unmap();
        this.release(buffer);
        read(copy);
      });
    this.tail = delivered;
    delivered.catch((error: unknown) => this.fail(error));
    return delivered;
  }

  /** Resolves when everything submitted so far has been read. */
  settled(): Promise<void> {
    return this.tail;
  }

  private release(buffer: GPUBuffer): void {
    const next = this.waiting.shift();
    if (next) next.resolve(buffer);
    else this.free.push(buffer);
  }

  /** The buffer of a failed delivery never comes back: whoever waits would wait for ever. */
  private fail(error: unknown): void {
    this.failure = error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
