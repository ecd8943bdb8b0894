/** What the dispatches of a plan are made of. */
import type { CaseVariants } from '../kernels/choose-variants';
import type { Dispatch, Kernel } from '../kernels/kernel';
import type { KernelShapes } from './kernel-shapes';
import type { ParameterLayout } from './parameter-layout';
import type { PlanBuffers } from './plan-buffers';

export interface PlanParts {
  readonly shapes: KernelShapes;
  readonly layout: ParameterLayout;
  readonly buffers: PlanBuffers;
  /** The form of each case. */
  readonly variants: CaseVariants;
  /** Off: the same step without the measurements. */
  readonly telemetry: boolean;
}

/** A kernel on these buffers, or parts of buffers. */
export function dispatch(kernel: Kernel, ...buffers: readonly (GPUBuffer | GPUBufferBinding)[]): Dispatch {
  return { kernel, buffers: buffers.map((entry) => ('buffer' in entry ? entry : { buffer: entry })) };
}
