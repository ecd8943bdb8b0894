/** GPU buffers by what they are for, and the count of their bytes. */
import { labError } from '../../config/lab-error';

const FLOAT_BYTES = 4;

/** A run of all buffers together: more is a slip of the hand, and could freeze the desktop before it fails. */
const MAX_TOTAL_BYTES = 16 * 2 ** 30;

/** Makes buffers and knows them all, so that they are counted before and freed after a run. */
export class BufferArena {
  private readonly device: GPUDevice;
  private readonly buffers: GPUBuffer[] = [];
  /** Bytes of all buffers made so far. */
  bytes = 0;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** A storage buffer of `length` 32-bit words that can be copied from and to. */
  storage(label: string, length: number): GPUBuffer {
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    return this.create(label, length * FLOAT_BYTES, STORAGE | COPY_SRC | COPY_DST);
  }

  /** A storage buffer with this content. */
  storageOf(label: string, content: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): GPUBuffer {
    const buffer = this.storage(label, content.length);
    this.device.queue.writeBuffer(buffer, 0, content);
    return buffer;
  }

  /** A storage buffer with these bytes, packed four to a word. */
  storageOfBytes(label: string, bytes: Uint8Array): GPUBuffer {
    const buffer = this.storage(label, Math.ceil(bytes.length / FLOAT_BYTES));
    const whole = bytes.length - (bytes.length % FLOAT_BYTES);
    this.device.queue.writeBuffer(buffer, 0, bytes as Uint8Array<ArrayBuffer>, 0, whole);
    if (whole < bytes.length) {
      const rest = new Uint8Array(FLOAT_BYTES);
      rest.set(bytes.subarray(whole));
      this.device.queue.writeBuffer(buffer, whole, rest);
    }
    return buffer;
  }

  /** A uniform buffer that is written from the CPU. */
  uniform(label: string, bytes: number): GPUBuffer {
    return this.create(label, bytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  }

  /** A buffer to map and read results from. */
  staging(label: string, bytes: number): GPUBuffer {
    return this.create(label, bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  destroy(): void {
    for (const buffer of this.buffers) buffer.destroy();
    this.buffers.length = 0;
  }

  private create(label: string, wanted: number, usage: number): GPUBuffer {
    const size = Math.max(16, Math.ceil(wanted / 16) * 16);
    // Past a limit WebGPU only reports an error later; training would go on with buffers that are none.
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    if (size > limit) throw labError('GPU_LIMIT', label, { bytes: size, limit });
    const bytes = this.bytes + size;
    if (bytes > MAX_TOTAL_BYTES) throw labError('GPU_LIMIT', label, { bytes, limit: MAX_TOTAL_BYTES });
    const buffer = this.device.createBuffer({ label, size, usage });
    this.buffers.push(buffer);
    this.bytes = bytes;
    return buffer;
  }
}
