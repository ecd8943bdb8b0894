/** Loss, gradient and hits against the twin: ties, extreme logits, part of a batch, more images than threads. */
import { describe, expect, test } from 'vitest';
import { type RandomStream, stream } from '../../data/random';
import { softmaxCrossEntropy as twin } from '../reference/softmax-cross-entropy';
import { DIVISION_ERROR, expectWithin, roundings, SMALLEST_NORMAL, ULP } from '../testing/error-bound';
import { operands, paddingOf, unwritten } from '../testing/operands';
import { fromGroups, runKernel, toGroups } from '../testing/run-kernel';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const TELEMETRY_ROW = 6;

/**
 * Bounds of loss and gradient, from WGSL's accuracies: exp(d) within 3 + 2|d| ULP, d = z − max itself rounded, which
 * changes exp(d) by another |d|·u; log within 2⁻²¹ below 2 and 3 ULP above.
 */
function boundsOf(logits: Float64Array, labels: Uint32Array, counted: number) {
  const batch = labels.length;
  const classes = logits.length / batch;
  const gradient = new Float64Array(logits.length);
  let loss = 0;
  for (let n = 0; n < batch; n++) {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    const largest = Math.max(...row);
    const exponentials = row.map((value) => Math.exp(value - largest));
    const errors = row.map((value, k) => {
      const distance = largest - value;
      return exponentials[k]! * ((3 + 2 * distance) * ULP + roundings(1) * distance) + SMALLEST_NORMAL;
    });
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    const totalError = errors.reduce((sum, value) => sum + value, 0) + roundings(classes) * total;
    for (let k = 0; k < classes; k++) {
      const probability = exponentials[k]! / total;
      const error = errors[k]! / total + probability * (totalError / total + DIVISION_ERROR);
      const hot = labels[n] === k ? 1 : 0;
      // Twice the first-order bound leaves room for the products of errors, which are far smaller.
      gradient[n * classes + k] =
        (2 * error + (roundings(2) + DIVISION_ERROR) * Math.abs(probability - hot) + SMALLEST_NORMAL) / batch;
    }
    if (n >= counted) continue;
    const distance = largest - row[labels[n]!]!;
    const logarithm = Math.log(total);
    loss += 2 * (totalError / total) + 2 ** -21 + 3 * ULP * logarithm + roundings(2) * (logarithm + distance);
  }
  const exact = twin(logits.slice(0, counted * classes), labels.subarray(0, counted)).loss;
  return { gradient, loss: loss / counted + (roundings(batch) + DIVISION_ERROR) * exact };
}

async function runBoth(logits: Float64Array, labels: Uint32Array<ArrayBuffer>, valid = labels.length) {
  const batch = labels.length;
  const classes = logits.length / batch;
  const onGpu = toGroups(logits, batch, classes, 1);
  const kernel = softmaxCrossEntropy({ batch, classes, telemetryRow: TELEMETRY_ROW });
  const [, , gradient, telemetry] = await runKernel(
    kernel,
    [onGpu, labels, unwritten(onGpu.length), unwritten(TELEMETRY_ROW)],
    { learningRate: 0, weightDecay: 0, momentum: 0, valid },
  );
  const counted = twin(logits.slice(0, valid * classes), labels.subarray(0, valid));
  const bounds = boundsOf(logits, labels, valid);
  expectWithin(telemetry!.subarray(0, 1), [counted.loss], [bounds.loss], 'loss');
  expect(telemetry![1], 'hits').toBe(counted.correct);
  expect(Array.from(telemetry!.subarray(2)).every(Number.isNaN), 'nothing else is written').toBe(true);
  const expected = twin(logits, labels).gradient;
  expectWithin(fromGroups(gradient!, batch, classes, 1), expected, bounds.gradient, 'gradient');
  expect(paddingOf(gradient!, classes).every((value) => value === 0)).toBe(true);
  return { loss: telemetry![0]!, gradient: gradient! };
}

const randomLabels = (random: RandomStream, batch: number, classes: number) =>
  Uint32Array.from({ length: batch }, () => random.integer(classes));

describe('random logits', () => {
  test.each([
    { batch: 1, classes: 2 },
    { batch: 8, classes: 10 },
    { batch: 65, classes: 3 },
    { batch: 130, classes: 101 },
  ])('$batch × $classes', async ({ batch, classes }) => {
    const random = stream(23, `loss ${batch}`);
    const logits = operands(random, batch * classes).map((value) => Math.fround(4 * value));
    await runBoth(logits, randomLabels(random, batch, classes));
  });

  test('only the valid images count for loss and hits', async () => {
    const random = stream(23, 'valid');
    await runBoth(operands(random, 9 * 10), randomLabels(random, 9, 10), 5);
  });
});

describe('extreme logits', () => {
  test('±1e4: no overflow, no loss of the small differences', async () => {
    const random = stream(23, 'extreme');
    const logits = operands(random, 12 * 5).map((value, k) => Math.fround(value + [1e4, -1e4, 0][k % 3]!));
    await runBoth(logits, randomLabels(random, 12, 5));
  });

  test('a common offset of 1e4 leaves the loss as precise as without', async () => {
    const random = stream(23, 'offset');
    const logits = operands(random, 8 * 10).map((value) => Math.fround(1e4 + value));
    await runBoth(logits, randomLabels(random, 8, 10));
  });

  test('a sure and right answer costs nothing, a sure and wrong one its distance', async () => {
    const right = await runBoth(Float64Array.of(1e4, -1e4, -1e4), Uint32Array.of(0));
    expect(right.loss).toBe(0);
    const wrong = await runBoth(Float64Array.of(1e4, -1e4, -1e4), Uint32Array.of(1));
    expect(wrong.loss).toBe(2e4);
    expect(Array.from(wrong.gradient)).toEqual([1, -1, 0, 0]);
  });
});

test('of equal logits the first counts as the answer', async () => {
  await runBoth(new Float64Array(12).fill(3), Uint32Array.of(0, 1, 2, 0));
});
