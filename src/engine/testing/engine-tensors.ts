/** What a trainer holds on the GPU, in PyTorch's names and layouts, for comparison with other implementations. */
import { channelGroups } from '../kernels/kernel';
import { unpackTensor } from '../model/parameter-layout';
import type { Trainer } from '../trainer';
import type { TrainerState } from '../trainer-state';
import { fromGroups } from './run-kernel';
import { testDevice } from './test-device';

/** By tensor name. */
export type Tensors = Map<string, ArrayLike<number>>;

async function readBuffer(buffer: GPUBuffer): Promise<Float32Array> {
  const device = await testDevice();
  const { MAP_READ, COPY_DST } = GPUBufferUsage;
  const staging = device.createBuffer({ label: 'read', size: buffer.size, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return values;
}

/** ∂L/∂parameter of the last step, without decay: the sum of its shares in their order. */
export async function engineGradients({ plan: { layout, gradients } }: Trainer): Promise<Tensors> {
  const buffer = await readBuffer(gradients);
  return new Map(
    layout.tensors.map((tensor) => {
      const { description, gradient, shares, rows, groups } = tensor;
      const parts = Array.from({ length: shares }, (_, share) =>
        unpackTensor({ ...tensor, start: gradient + share * rows * groups }, buffer),
      );
      return [description.name, parts.reduce((sum, part) => sum.map((value, k) => value + part[k]!))];
    }),
  );
}

/** A layer's output in the last step, [N,C,H,W]. @param batch images per step */
export async function engineOutput({ plan }: Trainer, layer: string, batch: number): Promise<Float64Array> {
  const { channels, height, width } = plan.shapes.get(layer)!;
  const values = await readBuffer(plan.outputs.get(layer)!);
  const used = batch * height * width * 4 * channelGroups(channels);
  return fromGroups(values.subarray(0, used), batch, channels, height * width);
}

/** Weights and running statistics by their names, momenta as `momentum.<name>`. */
export function engineState(trainer: Trainer, state: TrainerState): Tensors {
  const tensors: Tensors = new Map(trainer.tensorsOf(state));
  for (const tensor of trainer.plan.layout.tensors)
    tensors.set(`momentum.${tensor.description.name}`, unpackTensor(tensor, state.momenta));
  return tensors;
}

/** ‖found − expected‖/‖expected‖. Where only the first images of a batch are known, those are compared. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let k = 0; k < expected.length; k++) {
    difference += (found[k]! - expected[k]!) ** 2;
    size += expected[k]! ** 2;
  }
  return Math.sqrt(difference / size);
}
