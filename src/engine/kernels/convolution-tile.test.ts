/** The tiles' sizes: what every device can hold, and the flop per byte that they are chosen for. */
import { describe, expect, test } from 'vitest';
import type { ConvolutionShape } from './convolution-shape';
import {
  tileBackwardData,
  tileBackwardFilter,
  tileBackwardFilterShares,
  tileForward,
} from './convolution-tile';
import type { Kernel } from './kernel';
import { KERNEL_VARIANTS } from './variants';

const { 'tile-32': tile32, 'tile-64': tile64, 'tile-128': tile128 } = KERNEL_VARIANTS['convolution-forward'];
const forms = { 'tile-32': tile32, 'tile-64': tile64, 'tile-128': tile128 };

const shapeOf = (inChannels: number, outChannels: number, side = 16): ConvolutionShape => ({
  batch: 32,
  inHeight: side,
  inWidth: side,
  inChannels,
  outChannels,
  kernel: 3,
  stride: 1,
  padding: 1,
  imageInput: inChannels < 4,
});

function constantOf({ code }: Kernel, name: string): number {
  return Number(new RegExp(`^const ${name} = (\\d+)u;`, 'm').exec(code)![1]);
}

const channels = [1, 4, 8, 12, 16, 32, 48, 64, 128, 256, 512];

describe.each(Object.entries(forms))('%s', (_, form) => {
  test('fits into the limits that every device has', () => {
    for (const count of channels) {
      const shape = shapeOf(count, count);
      const kernels = [
        tileForward(shape, form, false),
        tileBackwardData(shape, form, false),
        tileBackwardFilter(shape, form, 3),
      ];
      for (const kernel of kernels) {
        const of = (name: string) => constantOf(kernel, name);
        const vectors = 4 * (of('ROW_GROUPS') + of('COLUMN_GROUPS')) + 2 * of('UNIT_PADDING');
        expect(16 * of('UNITS') * vectors, kernel.label).toBeLessThanOrEqual(16384);
        expect(of('THREADS'), kernel.label).toBeLessThanOrEqual(256);
        // A thread has few enough blocks to fetch to keep them in registers.
        expect(of('A_SLOTS') + of('B_SLOTS'), kernel.label).toBeLessThanOrEqual(4);
      }
    }
  });

  test('the shares of backward-filter fill a GPU if there are enough pixels, and none is empty', () => {
    for (const count of channels) {
      const shape = shapeOf(count, count);
      const shares = tileBackwardFilterShares(shape, form, 128);
      const kernel = tileBackwardFilter(shape, form, shares);
      const fours = 32 * 16 * 4;
      expect(constantOf(kernel, 'SHARE_FOURS') * (shares - 1), kernel.label).toBeLessThan(fours);
      expect(constantOf(kernel, 'SHARE_FOURS') * shares, kernel.label).toBeGreaterThanOrEqual(fours);
      const steps = constantOf(kernel, 'SHARE_FOURS') / form.units;
      if (shares < 64 && steps > 1) expect(kernel.workgroups[0], kernel.label).toBeGreaterThan(256);
    }
  });
});

test('flop per byte fetched from storage, by form and output channels', () => {
  const intensities = Object.values(forms).map((form) =>
    [256, 64, 32, 16].map((outChannels) => {
      const kernel = tileForward(shapeOf(64, outChannels), form, false);
      const rows = 4 * constantOf(kernel, 'ROW_GROUPS');
      const columns = 4 * constantOf(kernel, 'COLUMN_GROUPS');
      return Math.round((2 * rows * columns) / (4 * (rows + columns)));
    }),
  );
  expect(intensities).toEqual([
    [8, 8, 8, 6],
    [16, 16, 13, 7],
    [32, 21, 13, 7],
  ]);
});
