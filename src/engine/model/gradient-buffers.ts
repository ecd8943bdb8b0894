/** Buffers for the gradients of activations: each lives from its first writer to its last reader, then is reused. */
import type { BufferArena } from '../gpu/buffers';

export class GradientBuffers {
  private readonly arena: BufferArena;
  private readonly lengthOf: (tensor: string) => number;
  private readonly live = new Map<string, GPUBuffer>();
  private readonly spare: GPUBuffer[] = [];

  /** @param lengthOf floats of a tensor */
  constructor(arena: BufferArena, lengthOf: (tensor: string) => number) {
    this.arena = arena;
    this.lengthOf = lengthOf;
  }

  /** The gradient of a tensor that some consumer has written. */
  get(tensor: string): GPUBuffer {
    const buffer = this.live.get(tensor);
    if (!buffer) throw new Error(`The gradient of ${tensor} is read before it is written`);
    return buffer;
  }

  /**
   * The buffer in which a consumer leaves the gradient of a tensor, and whether an earlier consumer has written it
   * already, so that this one must add.
   */
  write(tensor: string): { buffer: GPUBuffer; accumulate: boolean } {
    const existing = this.live.get(tensor);
    if (existing) return { buffer: existing, accumulate: true };
    const length = this.lengthOf(tensor);
    const fitting = this.spare
      .filter((buffer) => buffer.size >= 4 * length)
      .sort((a, b) => a.size - b.size)[0];
    if (fitting) this.spare.splice(this.spare.indexOf(fitting), 1);
    const buffer = fitting ?? this.arena.storage('gradient of activations', length);
    this.live.set(tensor, buffer);
    return { buffer, accumulate: false };
  }

  /** The gradient of one tensor becomes, in place, that of another. */
  rename(from: string, to: string): void {
    const buffer = this.get(from);
    this.live.delete(from);
    this.live.set(to, buffer);
  }

  /** Nothing reads the gradient of this tensor any more. */
  release(tensor: string): void {
    this.spare.push(this.get(tensor));
    this.live.delete(tensor);
  }
}
