/** A kernel: one compiled operation on baked shapes. What it binds and how many workgroups it needs is fixed. */

/** How a kernel uses the buffer at a binding of group 0; group 1 holds the step's parameters, if it reads them. */
export type Access = 'read' | 'write';

export interface Kernel {
  /** Operation and shape, e.g. `convolution-forward 28×28×8→16`. */
  readonly label: string;
  /** WGSL with an entry point `main`. */
  readonly code: string;
  /** Bindings 0, 1, … of group 0 in order. */
  readonly bindings: readonly Access[];
  readonly workgroups: readonly [number, number, number];
  /** Whether the code reads `@group(1) @binding(0) var<uniform> step: StepParameters`. */
  readonly readsStep: boolean;
  /** Multiplications and additions that the operation's formula asks for (not what the code spends). */
  readonly flop: number;
}

/** A kernel with the buffers (or parts of them) that it binds, in the order of its bindings. */
export interface Dispatch {
  readonly kernel: Kernel;
  readonly buffers: readonly GPUBufferBinding[];
}

/** Workgroups per dimension that every WebGPU implementation accepts. */
const MAX_WORKGROUPS = 65535;

/**
 * A grid of at least `count` workgroups: one row while that fits, else rows of equal length. Kernels find their
 * number as `id.y * GRID_WIDTH + id.x` and must ignore the surplus.
 */
export function workgroupGrid(count: number): readonly [number, number, number] {
  const rows = Math.ceil(count / MAX_WORKGROUPS);
  return [Math.ceil(count / rows), rows, 1];
}

export const ceilDivide = (value: number, divisor: number): number => Math.ceil(value / divisor);

/** Channels are stored in groups of four (vec4f); the surplus channels are zero and stay zero. */
export const channelGroups = (channels: number): number => ceilDivide(channels, 4);

/** In front of a kernel whose quads stay together although the compiler can't prove it. */
export const QUAD_HEADER = 'enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n';
