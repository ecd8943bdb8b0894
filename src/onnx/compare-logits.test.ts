import { describe, expect, it } from 'vitest';
import { compareLogits } from './compare-logits';

describe('compareLogits', () => {
  it('finds equal logits equal', () => {
    const logits = Float32Array.of(1, 2, 3, 6, 5, 4);
    expect(compareLogits(logits, logits, [2, 1])).toEqual({
      maxDifference: 0,
      agreement: 1,
      disagreements: 0,
      explained: 0,
      accuracyOurs: 0.5,
      accuracyOnnx: 0.5,
      passes: true,
    });
  });

  it('explains a swap of two classes that are closer than the differences', () => {
    const ours = Float32Array.of(1, 1.0005, 0, 3, 0, 0);
    const onnx = Float32Array.of(1.0005, 1, 0, 3, 0, 0);
    const comparison = compareLogits(ours, onnx, Uint8Array.of(0, 0));
    expect(comparison.maxDifference).toBeCloseTo(5e-4, 6);
    expect(comparison).toMatchObject({ agreement: 0.5, disagreements: 1, explained: 1, passes: true });
    expect(comparison).toMatchObject({ accuracyOurs: 0.5, accuracyOnnx: 1 });
  });

  it('fails beyond the tolerance, though every class agrees', () => {
    const comparison = compareLogits(Float32Array.of(1, 2), Float32Array.of(1, 2.01), [1]);
    expect(comparison).toMatchObject({ agreement: 1, passes: false });
    expect(compareLogits(Float32Array.of(1, 2), Float32Array.of(1, 2.01), [1], 0.1).passes).toBe(true);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('fails where a logit is %d', (value) => {
    expect(compareLogits(Float32Array.of(1, 2), Float32Array.of(1, value), [1]).passes).toBe(false);
    expect(compareLogits(Float32Array.of(value, 2), Float32Array.of(value, 2), [1]).passes).toBe(false);
  });

  it('refuses logits that do not belong together', () => {
    const shapeError = expect.objectContaining({ code: 'LOGITS_SHAPE' });
    const compare = (ours: number, onnx: number, labels: number) => () =>
      compareLogits(new Float32Array(ours), new Float32Array(onnx), new Uint8Array(labels));
    expect(compare(20, 10, 2)).toThrow(shapeError);
    expect(compare(21, 21, 2)).toThrow(shapeError);
    expect(compare(0, 0, 0)).toThrow(shapeError);
    expect(compare(2, 2, 2)).toThrow(shapeError);
  });
});
