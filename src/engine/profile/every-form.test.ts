/** A profile says of every form of every kernel what it loads and how many threads it has. */
import { expect, test } from 'vitest';
import {
  convolutionBackwardData,
  convolutionBackwardFilter,
  convolutionForward,
} from '../kernels/convolution';
import type { ConvolutionShape } from '../kernels/convolution-shape';
import { KERNEL_VARIANTS } from '../kernels/variants';
import { neededFlop } from './bound';
import { countingKernel } from './count-accesses';
import { workgroupSizeOf } from './workgroup-size';

const shape: ConvolutionShape = {
  batch: 4,
  inHeight: 12,
  inWidth: 12,
  inChannels: 8,
  outChannels: 16,
  kernel: 3,
  stride: 1,
  padding: 1,
  imageInput: false,
};

const KERNELS = [
  ...Object.entries(KERNEL_VARIANTS['convolution-forward']).map(([name, form]) => ({
    name: `forward ${name}`,
    kernel: convolutionForward(shape, form),
  })),
  ...Object.entries(KERNEL_VARIANTS['convolution-backward-data']).map(([name, form]) => ({
    name: `backward-data ${name}`,
    kernel: convolutionBackwardData(shape, form),
  })),
  ...Object.entries(KERNEL_VARIANTS['convolution-backward-filter']).map(([name, form]) => ({
    name: `backward-filter ${name}`,
    kernel: convolutionBackwardFilter(shape, form, 2),
  })),
];

test.each(KERNELS)('$name', ({ kernel }) => {
  const counting = countingKernel(kernel);
  // Every binding is loaded from or stored to somewhere in the code.
  expect(counting.read(new Uint32Array(counting.words)).bindings).toHaveLength(kernel.bindings.length);
  expect(counting.kernel.code).toMatch(/loaded_\w+\(\w+\[/);
  expect(counting.kernel.code).toMatch(/accesses\[\d+\] \+= [124]; \w+\[/);
  expect([4, 32, 64, 128, 256]).toContain(workgroupSizeOf(kernel.code));
  // 34 of 36 taps along each side lie inside the image.
  expect(neededFlop(kernel)).toBeCloseTo(kernel.flop * (34 / 36) ** 2, 5);
});
