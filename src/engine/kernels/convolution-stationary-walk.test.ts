/** The choice of what a thread of a stationary convolution keeps: measured shares of one convolution, and its limits. */
import { describe, expect, test } from 'vitest';
import { shareOfTaps } from './convolution-stationary-walk';

describe('the share of taps that a thread keeps', () => {
  test('is the fastest on 28×28×16→32, stride 2', () => {
    // Milliseconds on SwiftShader, units/channels: 2/16 8.38, 1/32 8.54, 4/8 9.48, 1/16 10.2, 2/8 11.4, 2/32 13.3, 4/4 15.1.
    expect(shareOfTaps(4, 8, { loads: 6, pixels: 1 })).toEqual({ units: 2, channels: 16 });
  });

  test('is the fastest on 14×14×16→32, stride 2, backward', () => {
    // 8/4 1.61, 4/8 1.82, 4/4 1.85, 8/8 1.87, 2/8 2.45, 2/16 3.53, 1/16 4.11.
    expect(shareOfTaps(8, 4, { loads: 2, pixels: 4 })).toEqual({ units: 8, channels: 4 });
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
