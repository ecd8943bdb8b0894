/** What a dispatch costs that does almost nothing but must wait for the one before it, as all of a training step must. */
import { DispatchTimer } from '../../gpu/dispatch-timer';
import { median } from '../../tuning/statistics';
import { PASS_MILLISECONDS, repeated } from '../repeated-dispatches';

const ROUNDS = 7;

const CODE = `// count += 1
// Tile: one thread.
// Dispatch: one workgroup.
@group(0) @binding(0) var<storage, read_write> count: u32;
@compute @workgroup_size(1)
fn main() { count += 1; }`;

/** Median time in µs. */
export async function emptyDispatchTime(device: GPUDevice): Promise<number> {
  const module = device.createShaderModule({ code: CODE });
  const compute = { module, entryPoint: 'main' };
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute });
  const buffer = device.createBuffer({ size: 4, usage: GPUBufferUsage.STORAGE });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer } }],
  });
  const timer = new DispatchTimer(device);
  const work = repeated([{ pipeline, groups: [{ group, offsets: [] }], workgroups: [1, 1, 1] }]);
  const repeats = await timer.repeatsOf(work, PASS_MILLISECONDS);
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round++) samples.push(1e3 * (await timer.time(work, repeats)));
  timer.destroy();
  buffer.destroy();
  return median(samples);
}
