/** The choice of what a thread of a stationary convolution keeps: measured shares of one convolution, and its limits. */
import { describe, expect, test } from 'vitest';
import { shareOfTaps } from './convolution-stationary-walk';

describe('the share of taps that a thread keeps', () => {
  test('is one of the two that were fastest on 14×14×16→32, stride 2', () => {
    // Milliseconds on SwiftShader, units/channels: 4/8 2.80, 4/16 2.91, 2/16 3.05, 2/8 3.72, 1/32 4.22, 2/32 4.39, 4/4 4.47.
    expect(shareOfTaps(4, 8, { loads: 6, pixels: 1 })).toEqual({ units: 4, channels: 8 });
  });

  test('holds all taps where there is room for them', () => {
    expect(shareOfTaps(2, 4, { loads: 6, pixels: 1 })).toEqual({ units: 2, channels: 16 });
    expect(shareOfTaps(4, 4, { loads: 3, pixels: 1 })).toEqual({ units: 4, channels: 16 });
  });

  test.each([
    { inUnits: 64, outGroups: 64, loads: 6, pixels: 1 },
    { inUnits: 5, outGroups: 7, loads: 3, pixels: 1 },
    { inUnits: 16, outGroups: 3, loads: 2, pixels: 4 },
  ])('divides $inUnits × $outGroups evenly', ({ inUnits, outGroups, ...walk }) => {
    const share = shareOfTaps(inUnits, outGroups, walk);
    expect(share && [inUnits % share.units, (4 * outGroups) % share.channels]).toEqual([0, 0]);
  });
});
