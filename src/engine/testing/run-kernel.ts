/** Runs single kernels in tests, and converts between their layouts and the reference's N,C,H,W. */
import { BufferArena } from '../gpu/buffers';
import { PipelineStore } from '../gpu/pipeline-store';
import { channelGroups, type Kernel } from '../kernels/kernel';
import { STEP_PARAMETERS_STRIDE, type StepParameters, writeStepParameters } from '../kernels/step-parameters';
import { noteKernel } from './oracle-table';
import { testDevice } from './test-device';

const NO_STEP: StepParameters = { learningRate: 0, weightDecay: 0, momentum: 0, valid: 0 };

/** Compiles kernels that are to be run soon, side by side: one after the other they would take as long as all of them. */
export async function compileAhead(kernels: readonly Kernel[]): Promise<void> {
  const store = PipelineStore.of(await testDevice());
  await Promise.all(kernels.map((kernel) => store.pipeline(kernel)));
}

/**
 * Runs a kernel once on buffers with these contents, in the order of its bindings.
 * @returns the contents of all of them afterwards
 */
export async function runKernel(
  kernel: Kernel,
  contents: readonly (Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>)[],
  step: StepParameters = NO_STEP,
): Promise<Float32Array<ArrayBuffer>[]> {
  noteKernel(kernel);
  const device = await testDevice();
  const arena = new BufferArena(device);
  const store = PipelineStore.of(device);
  const buffers = contents.map((content, index) => arena.storageOf(`binding ${index}`, content));
  const table = arena.uniform('step', STEP_PARAMETERS_STRIDE);
  const tableData = new DataView(new ArrayBuffer(STEP_PARAMETERS_STRIDE));
  writeStepParameters(tableData, 0, step);
  device.queue.writeBuffer(table, 0, tableData);
  const pipeline = await store.pipeline(kernel);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    store.bindGroup(
      kernel,
      buffers.map((buffer) => ({ buffer })),
    ),
  );
  if (kernel.readsStep) pass.setBindGroup(1, store.stepGroup(table), [0]);
  pass.dispatchWorkgroups(...kernel.workgroups);
  pass.end();
  const staging = buffers.map((buffer) => {
    const copy = arena.staging('copy', buffer.size);
    encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
    return copy;
  });
  device.queue.submit([encoder.finish()]);
  const results = await Promise.all(
    staging.map(async (buffer, index) => {
      await buffer.mapAsync(GPUMapMode.READ);
      return new Float32Array(buffer.getMappedRange().slice(0, 4 * (contents[index]?.length ?? 0)));
    }),
  );
  arena.destroy();
  return results;
}

/** N,C,P (float64) to the kernels' N,P,C with the channels padded to a multiple of four. */
export function toGroups(
  values: ArrayLike<number>,
  batch: number,
  channels: number,
  pixels: number,
): Float32Array<ArrayBuffer> {
  const stride = 4 * channelGroups(channels);
  const result = new Float32Array(batch * pixels * stride);
  for (let n = 0; n < batch; n++)
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < pixels; p++)
        result[(n * pixels + p) * stride + c] = values[(n * channels + c) * pixels + p] ?? 0;
  return result;
}

/** The reverse of `toGroups`. */
export function fromGroups(
  values: ArrayLike<number>,
  batch: number,
  channels: number,
  pixels: number,
): Float64Array<ArrayBuffer> {
  const stride = 4 * channelGroups(channels);
  const result = new Float64Array(batch * channels * pixels);
  for (let n = 0; n < batch; n++)
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < pixels; p++)
        result[(n * channels + c) * pixels + p] = values[(n * pixels + p) * stride + c] ?? 0;
  return result;
}

/** O,I,T weights to the kernels' T,I,O with both channel counts padded (I not, if the input is an image). */
export function toFilterRows(
  weight: ArrayLike<number>,
  outputs: number,
  inputs: number,
  taps: number,
  imageInput: boolean,
): Float32Array<ArrayBuffer> {
  const rows = imageInput ? inputs : 4 * channelGroups(inputs);
  const stride = 4 * channelGroups(outputs);
  const result = new Float32Array(taps * rows * stride);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let t = 0; t < taps; t++)
        result[(t * rows + i) * stride + o] = weight[(o * inputs + i) * taps + t] ?? 0;
  return result;
}
