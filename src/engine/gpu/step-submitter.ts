/** Sends recorded lists to the GPU with what changes from step to step, and fetches buffers' contents back. */
import { STEP_PARAMETERS_STRIDE, type StepParameters, writeStepParameters } from '../kernels/step-parameters';
import { GpuCounters } from './gpu-counters';
import type { RecordedList } from './recorded-list';

/** Steps that one submit can hold at most. */
export const MAX_STEPS_PER_SUBMIT = 64;

export const STEP_TABLE_BYTES = MAX_STEPS_PER_SUBMIT * STEP_PARAMETERS_STRIDE;

export class StepSubmitter {
  private readonly device: GPUDevice;
  private readonly stepTable: GPUBuffer;
  private readonly indices: GPUBuffer;
  private readonly batch: number;
  private readonly parameters = new DataView(new ArrayBuffer(STEP_TABLE_BYTES));
  private readonly images: Uint32Array<ArrayBuffer>;
  private readonly counters: GpuCounters;
  private readonly createStaging: (bytes: number) => GPUBuffer;
  /** Staging buffers that no read is using: kept, so that what is read again and again allocates nothing. */
  private readonly staging: GPUBuffer[] = [];

  /**
   * @param stepTable uniform buffer of STEP_TABLE_BYTES
   * @param indices storage buffer [slot][batch] of the image indices
   * @param createStaging makes a buffer of at least so many bytes that can be mapped for reading
   */
  constructor(
    device: GPUDevice,
    stepTable: GPUBuffer,
    indices: GPUBuffer,
    batch: number,
    createStaging: (bytes: number) => GPUBuffer,
  ) {
    this.device = device;
    this.counters = GpuCounters.of(device);
    this.stepTable = stepTable;
    this.indices = indices;
    this.batch = batch;
    this.createStaging = createStaging;
    this.images = new Uint32Array(MAX_STEPS_PER_SUBMIT * batch);
  }

  /** Fills a slot of the next submit: the step's parameters; the caller writes the image indices into the result. */
  fill(slot: number, parameters: StepParameters): Uint32Array<ArrayBuffer> {
    writeStepParameters(this.parameters, slot, parameters);
    return this.images.subarray(slot * this.batch, (slot + 1) * this.batch);
  }

  /** One submit: the tables, then the list once per slot, in one pass; `after` may add copies. */
  submit(list: RecordedList, slots: number, after: (encoder: GPUCommandEncoder) => void = () => {}): void {
    const { queue } = this.device;
    queue.writeBuffer(this.stepTable, 0, this.parameters.buffer, 0, slots * STEP_PARAMETERS_STRIDE);
    queue.writeBuffer(this.indices, 0, this.images, 0, slots * this.batch);
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let slot = 0; slot < slots; slot++) list.encode(pass, slot);
    pass.end();
    after(encoder);
    queue.submit([encoder.finish()]);
    this.counters.submits++;
    this.counters.dispatches += slots * list.length;
  }

  /** Resolves when the GPU has done everything submitted so far. */
  done(): Promise<undefined> {
    return this.device.queue.onSubmittedWorkDone();
  }

  /**
   * A copy of a buffer's first bytes. It is taken at the call, behind everything submitted so far and before
   * anything submitted later.
   */
  async read(buffer: GPUBuffer, bytes = buffer.size): Promise<ArrayBuffer> {
    const staging = this.takeStaging(bytes);
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
    this.device.queue.submit([encoder.finish()]);
    this.counters.submits++;
    this.counters.readbacks++;
    await staging.mapAsync(GPUMapMode.READ, 0, bytes);
    const copy = staging.getMappedRange(0, bytes).slice(0);
    staging.unmap();
    this.staging.push(staging);
    return copy;
  }

  /** A free staging buffer with room for so many bytes. After a failed read it never comes back: the device is lost. */
  private takeStaging(bytes: number): GPUBuffer {
    const index = this.staging.findIndex(({ size }) => size >= bytes);
    const [staging = this.createStaging(bytes)] = index < 0 ? [] : this.staging.splice(index, 1);
    return staging;
  }
}
