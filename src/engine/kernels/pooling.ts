/** Max, average and global average pooling; windows that do not fit whole are left out (PyTorch's floor mode). */
import globalBackwardSource from './global-average-pooling-backward.wgsl?raw';
import globalForwardSource from './global-average-pooling-forward.wgsl?raw';
import { type Access, ceilDivide, channelGroups, type Kernel, workgroupGrid } from './kernel';
import backwardSource from './pooling-backward.wgsl?raw';
import forwardSource from './pooling-forward.wgsl?raw';
import { type Constants, instantiate } from './template';

export interface PoolingShape {
  readonly kind: 'maxPool' | 'averagePool';
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly channels: number;
  readonly size: number;
  readonly stride: number;
}

export interface GlobalPoolingShape {
  readonly batch: number;
  /** Height × width. */
  readonly pixels: number;
  readonly channels: number;
}

const THREADS = 64;
/** Pixels per thread where they all get the same. */
const BLOCK = 8;

/** A kernel with a thread per element: a vec4f of its result, or several. */
function elementKernel(
  label: string,
  source: string,
  elements: number,
  constants: Constants,
  bindings: readonly Access[],
): Kernel {
  const workgroups = workgroupGrid(ceilDivide(elements, THREADS));
  const code = instantiate(source, { ...constants, GRID_WIDTH: workgroups[0] });
  return { label, code, bindings, workgroups, readsStep: false, flop: 0 };
}

function constantsOf(shape: PoolingShape) {
  const { batch, inHeight, inWidth, channels, size, stride } = shape;
  return {
    BATCH: batch,
    IN_HEIGHT: inHeight,
    IN_WIDTH: inWidth,
    OUT_HEIGHT: Math.floor((inHeight - size) / stride) + 1,
    OUT_WIDTH: Math.floor((inWidth - size) / stride) + 1,
    GROUPS: channelGroups(channels),
    SIZE: size,
    STRIDE: stride,
    MAXIMUM: Number(shape.kind === 'maxPool'),
  };
}

const describe = (direction: string, { kind, inHeight, inWidth, channels, size, stride }: PoolingShape) =>
  `pooling-${direction} ${kind} ${inHeight}×${inWidth}×${channels} ${size}×${size}/${stride}`;

/** Bindings: x, y. */
export function poolingForward(shape: PoolingShape): Kernel {
  const constants = constantsOf(shape);
  const elements = shape.batch * constants.OUT_HEIGHT * constants.OUT_WIDTH * constants.GROUPS;
  return elementKernel(describe('forward', shape), forwardSource, elements, constants, ['read', 'write']);
}

/** Bindings: dy, dx (and x for the maximum). */
export function poolingBackward(shape: PoolingShape, accumulate = false): Kernel {
  const constants = { ...constantsOf(shape), ACCUMULATE: Number(accumulate) };
  const elements = shape.batch * shape.inHeight * shape.inWidth * constants.GROUPS;
  const bindings: Access[] = shape.kind === 'maxPool' ? ['read', 'write', 'read'] : ['read', 'write'];
  return elementKernel(describe('backward', shape), backwardSource, elements, constants, bindings);
}

const globalConstants = ({ batch, pixels, channels }: GlobalPoolingShape) => ({
  BATCH: batch,
  PIXELS: pixels,
  GROUPS: channelGroups(channels),
});

/** Bindings: x, y. */
export function globalPoolingForward(shape: GlobalPoolingShape): Kernel {
  const constants = globalConstants(shape);
  const label = `global-average-pooling-forward ${shape.pixels}×${shape.channels}`;
  const elements = shape.batch * constants.GROUPS;
  return elementKernel(label, globalForwardSource, elements, constants, ['read', 'write']);
}

/** Bindings: dy, dx. */
export function globalPoolingBackward(shape: GlobalPoolingShape, accumulate = false): Kernel {
  const blocks = ceilDivide(shape.pixels, BLOCK);
  const constants = { ...globalConstants(shape), BLOCKS: blocks, ACCUMULATE: Number(accumulate) };
  const label = `global-average-pooling-backward ${shape.pixels}×${shape.channels}`;
  const elements = shape.batch * blocks * constants.GROUPS;
  return elementKernel(label, globalBackwardSource, elements, constants, ['read', 'write']);
}
