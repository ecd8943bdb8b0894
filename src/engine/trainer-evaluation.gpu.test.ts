/** Test loss and accuracy against the twin, with both kinds of statistics; and how a run that diverges ends. */
import { expect, test } from 'vitest';
import { imagesAt } from './reference/batch-at';
import { ReferenceNetwork } from './reference/reference-network';
import { softmaxCrossEntropy } from './reference/softmax-cross-entropy';
import { roundings } from './testing/error-bound';
import {
  advanceTo,
  bitsOf,
  createSmallTrainer,
  float64Tensors,
  SMALL_BATCH,
  smallDataSet,
} from './testing/small-trainer';

test('with running and with batch statistics agrees with the twin, and moves nothing', async () => {
  const trainer = await createSmallTrainer();
  await advanceTo(trainer, 12, 12);
  const state = await trainer.save();
  const parameters = float64Tensors(trainer, state);
  const every = (first: number, count: number) =>
    imagesAt(
      smallDataSet,
      smallDataSet.test,
      Array.from({ length: count }, (_, k) => first + k),
    );
  const twinOn = (batches: ReturnType<typeof every>[], mode: 'training' | 'inference') => {
    let [loss, correct, images] = [0, 0, 0];
    for (const { images: pixels, labels } of batches) {
      const twin = new ReferenceNetwork(trainer.network, parameters);
      const result = softmaxCrossEntropy(twin.forward(pixels, mode), labels);
      loss += result.loss * labels.length;
      correct += result.correct;
      images += labels.length;
    }
    return { loss: loss / images, accuracy: correct / images, images };
  };
  // Each layer adds at most the error of its longest sum to values that BN keeps near 1.
  const tolerance = (3 * roundings(9 * 8) + roundings(SMALL_BATCH * 144)) * 10;

  const running = await trainer.evaluate(45, 'running');
  const expectedRunning = twinOn([every(0, 45)], 'inference');
  expect(running.images).toBe(45);
  expect(running.accuracy).toBe(expectedRunning.accuracy);
  expect(Math.abs(running.loss - expectedRunning.loss)).toBeLessThan(tolerance * expectedRunning.loss);

  // Only whole batches have statistics of their own.
  const own = await trainer.evaluate(45, 'batch');
  const expectedOwn = twinOn(
    [0, 8, 16, 24, 32].map((first) => every(first, 8)),
    'training',
  );
  expect(own.images).toBe(40);
  expect(own.accuracy).toBe(expectedOwn.accuracy);
  expect(Math.abs(own.loss - expectedOwn.loss)).toBeLessThan(tolerance * expectedOwn.loss);
  expect(Math.abs(own.loss - running.loss), 'the two differ').toBeGreaterThan(10 * tolerance * own.loss);
  expect(bitsOf(await trainer.save())).toEqual(bitsOf(state));
  trainer.destroy();
});

test('without BN a huge learning rate ends in a report that names step and tensor', async () => {
  const trainer = await createSmallTrainer({ network: { batchNorm: false } });
  const huge = { learningRate: 1e6, weightDecay: 0, momentum: 0.9 };
  const reports = await advanceTo(trainer, 20, 20, () => huge);
  const { batch, divergence } = reports[0]!;
  const names = trainer.plan.layout.tensors.map(({ description }) => description.name);
  expect([...names, 'loss']).toContain(divergence!.where);
  expect(divergence!.step).toBe(batch.firstStep + batch.count);
  expect(divergence!.step).toBeGreaterThan(0);
  expect(divergence!.step).toBeLessThan(20);
  for (const values of [batch.loss, batch.filters]) expect(values.every(Number.isFinite)).toBe(true);
  trainer.destroy();
});
