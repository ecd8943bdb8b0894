/** A profile says of every form of every kernel what it loads and how many threads it has. */
import { expect, test } from 'vitest';
import { heavyBall } from '../../theory/hyper-parameters';
import { batchNormBackwardCoefficients, batchNormForwardCoefficients } from '../kernels/batch-norm';
import {
  convolutionBackwardData,
  convolutionBackwardFilter,
  convolutionForward,
} from '../kernels/convolution';
import type { ConvolutionShape } from '../kernels/convolution-shape';
import { sgd } from '../kernels/sgd';
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

const norm = { rows: 100, channels: 6, epsilon: 1e-5 };
const update = { units: 2, parameters: 30, telemetryRow: 90, rule: heavyBall, telemetry: true };

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
  ...Object.entries(KERNEL_VARIANTS['batch-norm-forward-coefficients']).map(([name, form]) => ({
    name: `BN forward ${name}`,
    kernel: batchNormForwardCoefficients(norm, form),
  })),
  ...Object.entries(KERNEL_VARIANTS['batch-norm-backward-coefficients']).map(([name, form]) => ({
    name: `BN backward ${name}`,
    kernel: batchNormBackwardCoefficients(norm, form, { row: 90, record: 3 }),
  })),
  ...Object.entries(KERNEL_VARIANTS.sgd).map(([name, form]) => ({
    name: `sgd ${name}`,
    kernel: sgd({ ...update, ...form }),
  })),
];

test.each(KERNELS)('$name', ({ kernel }) => {
  const counting = countingKernel(kernel);
  // Every binding is loaded from or stored to somewhere in the code.
  expect(counting.read(new Uint32Array(counting.words)).bindings).toHaveLength(kernel.bindings.length);
  expect(counting.kernel.code).toMatch(/loaded_\w+\(\w+\[/);
  expect(counting.kernel.code).toMatch(/accesses\[\d+\] \+= [124]; \w+\[/);
  expect([4, 16, 32, 64, 128, 256]).toContain(workgroupSizeOf(kernel.code));
  // 34 of 36 taps along each side of a convolution lie inside the image.
  const inside = kernel.label.startsWith('convolution') ? (34 / 36) ** 2 : 1;
  expect(neededFlop(kernel)).toBeCloseTo(kernel.flop * inside, 5);
});
