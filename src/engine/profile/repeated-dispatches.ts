/** Dispatches made ready to be run again and again, for a DispatchTimer. */
import type { RepeatedWork } from '../gpu/dispatch-timer';
import { PipelineStore } from '../gpu/pipeline-store';
import type { Dispatch } from '../kernels/kernel';

/** Long enough that a submit's own latency (below 1 ms) is small beside it, short enough not to freeze a desktop. */
export const PASS_MILLISECONDS = 40;

/** A dispatch whose pipeline is compiled and whose bind groups are made. */
export interface ReadyDispatch {
  readonly pipeline: GPUComputePipeline;
  readonly groups: readonly { readonly group: GPUBindGroup; readonly offsets: readonly number[] }[];
  readonly workgroups: readonly [number, number, number];
}

/** @param stepTable uniform buffer of step parameters, of which a kernel that reads them gets slot 0 */
export async function makeReady(
  device: GPUDevice,
  { kernel, buffers }: Dispatch,
  stepTable: GPUBuffer,
): Promise<ReadyDispatch> {
  const store = PipelineStore.of(device);
  const pipeline = await store.pipeline(kernel);
  const groups = [{ group: store.bindGroup(kernel, buffers), offsets: [] as number[] }];
  if (kernel.readsStep) groups.push({ group: store.stepGroup(stepTable), offsets: [0] });
  return { pipeline, groups, workgroups: kernel.workgroups };
}

/** The whole list in its order, so often; of a single dispatch nothing but the dispatch itself is repeated. */
export function repeated(list: readonly ReadyDispatch[]): RepeatedWork {
  return (pass, repeats) => {
    let bound: ReadyDispatch | undefined;
    for (let repeat = 0; repeat < repeats; repeat++)
      for (const dispatch of list) {
        if (dispatch !== bound) bind(pass, dispatch);
        bound = dispatch;
        pass.dispatchWorkgroups(...dispatch.workgroups);
      }
  };
}

function bind(pass: GPUComputePassEncoder, { pipeline, groups }: ReadyDispatch): void {
  pass.setPipeline(pipeline);
  groups.forEach(({ group, offsets }, index) => {
    pass.setBindGroup(index, group, offsets);
  });
}
