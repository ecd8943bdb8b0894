/** A list of dispatches made ready once: pipelines compiled, bind groups made; encoding it only replays it. */

import type { Dispatch } from '../kernels/kernel';
import { STEP_PARAMETERS_STRIDE } from '../kernels/step-parameters';
import type { PipelineStore } from './pipeline-store';

interface RecordedDispatch {
  readonly pipeline: GPUComputePipeline;
  readonly buffers: GPUBindGroup;
  readonly readsStep: boolean;
  readonly workgroups: readonly [number, number, number];
}

export class RecordedList {
  private readonly dispatches: readonly RecordedDispatch[];
  private readonly stepGroup: GPUBindGroup;

  private constructor(dispatches: readonly RecordedDispatch[], stepGroup: GPUBindGroup) {
    this.dispatches = dispatches;
    this.stepGroup = stepGroup;
  }

  /**
   * Compiles the kernels and makes the bind groups.
   * @param stepTable the uniform buffer of step parameters
   * @param onProgress called after each compiled kernel with the number done so far
   */
  static async create(
    store: PipelineStore,
    list: readonly Dispatch[],
    stepTable: GPUBuffer,
    onProgress: (done: number) => void = () => {},
  ): Promise<RecordedList> {
    let done = 0;
    const dispatches = await Promise.all(
      list.map(async ({ kernel, buffers }) => {
        const pipeline = await store.pipeline(kernel);
        onProgress(++done);
        const { readsStep, workgroups } = kernel;
        return { pipeline, buffers: store.bindGroup(kernel, buffers), readsStep, workgroups };
      }),
    );
    return new RecordedList(dispatches, store.stepGroup(stepTable));
  }

  get length(): number {
    return this.dispatches.length;
  }

  /** Encodes the whole list for the step whose parameters stand in this slot of the table. */
  encode(pass: GPUComputePassEncoder, slot: number): void {
    const offset = [slot * STEP_PARAMETERS_STRIDE];
    for (const { pipeline, buffers, readsStep, workgroups } of this.dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, buffers);
      if (readsStep) pass.setBindGroup(1, this.stepGroup, offset);
      pass.dispatchWorkgroups(...workgroups);
    }
  }
}
