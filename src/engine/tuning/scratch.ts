/** Buffers that kernels are timed on: of the true sizes, filled with numbers of the usual size. */
import { stream } from '../../data/random';
import { BufferArena } from '../gpu/buffers';
import { STEP_PARAMETERS_STRIDE, writeStepParameters } from '../kernels/step-parameters';
import type { KernelWork, ScratchSpan } from './case-work';

/** Written again and again: what the numbers are matters little, but zeros would be too easy for some GPUs. */
const RANDOM_BLOCK = 1 << 16;

export class Scratch {
  readonly stepTable: GPUBuffer;
  private readonly device: GPUDevice;
  private readonly arena: BufferArena;
  private readonly buffers = new Map<string, GPUBuffer>();
  private readonly block: Float32Array<ArrayBuffer>;

  constructor(device: GPUDevice) {
    this.device = device;
    this.arena = new BufferArena(device);
    const random = stream(1, 'scratch');
    this.block = Float32Array.from({ length: RANDOM_BLOCK }, () => random.between(-1, 1));
    this.stepTable = this.arena.uniform('step parameters', STEP_PARAMETERS_STRIDE);
    const table = new DataView(new ArrayBuffer(STEP_PARAMETERS_STRIDE));
    // Without a learning rate the weights stay as they are, however often they are updated.
    writeStepParameters(table, 0, { learningRate: 0, weightDecay: 1e-4, momentum: 0.9, valid: 1 });
    device.queue.writeBuffer(this.stepTable, 0, table);
  }

  /** The buffers that a kernel binds. Throws a LabError `GPU_LIMIT` where one is larger than the device allows. */
  bindings({ spans }: KernelWork): GPUBufferBinding[] {
    return spans.map((span) => {
      const buffer = this.buffer(span);
      return { buffer, offset: span.part?.offset ?? 0, size: span.part?.size ?? 4 * span.length };
    });
  }

  destroy(): void {
    this.arena.destroy();
  }

  private buffer({ name, length, content }: ScratchSpan): GPUBuffer {
    const existing = this.buffers.get(name);
    if (existing && existing.size >= 4 * length) return existing;
    const buffer = content ? this.arena.storageOf(name, content) : this.arena.storage(name, length);
    this.buffers.set(name, buffer);
    for (let start = 0; !content && start < length; start += RANDOM_BLOCK)
      this.device.queue.writeBuffer(buffer, 4 * start, this.block, 0, Math.min(RANDOM_BLOCK, length - start));
    return buffer;
  }
}
