/** The bias gradient against the twin: sums over batches below, at and above the width of a workgroup. */
import { expect, test } from 'vitest';
import { stream } from '../../data/random';
import { denseBackward } from '../reference/dense';
import { expectWithin, sumBounds } from '../testing/error-bound';
import { magnitudes, operands, paddingOf, unwritten } from '../testing/operands';
import { fromGroups, runKernel, toGroups } from '../testing/run-kernel';
import { biasGradient } from './bias-gradient';

test.each([
  { batch: 1, outputs: 1 },
  { batch: 63, outputs: 10 },
  { batch: 64, outputs: 4 },
  { batch: 65, outputs: 5 },
  { batch: 200, outputs: 17 },
])('$batch × $outputs', async ({ batch, outputs }) => {
  const dy = operands(stream(21, `bias ${batch}`), batch * outputs, 'wide');
  const dense = { batch, inputs: 0, outputs };
  const none = new Float64Array(0);
  const onGpu = toGroups(dy, batch, outputs, 1);
  const [, db] = await runKernel(biasGradient(batch, outputs), [onGpu, unwritten(onGpu.length / batch)]);
  const bounds = sumBounds(batch, denseBackward(none, none, magnitudes(dy), dense).bias);
  expectWithin(fromGroups(db!, 1, outputs, 1), denseBackward(none, none, dy, dense).bias, bounds, 'db');
  expect(paddingOf(db!, outputs).every((value) => value === 0)).toBe(true);
});
