import { expect, test } from 'vitest';
import type { Kernel } from '../kernels/kernel';
import { runKernel } from '../testing/run-kernel';
import { countingKernel } from './count-accesses';

const THREADS = 64;
const TURNS = 5;

/** Loads that depend on the thread, in a function, in a loop, through workgroup memory, and after a return. */
const kernel: Kernel = {
  label: 'test',
  code: `@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
var<workgroup> tile: array<f32, ${THREADS}>;
fn taken(index: u32) -> f32 { return x[index].x; }
@compute @workgroup_size(${THREADS})
fn main(@builtin(local_invocation_index) lane: u32) {
  tile[lane] = taken(lane);
  workgroupBarrier();
  if (lane % 2 == 1) { return; }
  var sum = tile[lane] + tile[lane + 1];
  for (var k = 0u; k < ${TURNS}; k++) { sum += x[k].y; }
  y[lane / 2] += sum;
}`,
  bindings: ['read', 'write'],
  workgroups: [1, 1, 1],
  readsStep: false,
  flop: 0,
};

test('counts what the threads load and store, and the kernel still computes the same', async () => {
  const x = Float32Array.from({ length: 4 * THREADS }, (_, k) => k);
  const y = new Float32Array(THREADS / 2).fill(1);
  const counting = countingKernel(kernel);
  const counts = new Uint32Array(counting.words);
  const [, plain] = await runKernel(kernel, [x, y]);
  const [, counted, words] = await runKernel(counting.kernel, [x, y, counts]);
  expect(counted).toEqual(plain);
  expect(plain![1]).toBe(1 + 8 + 12 + (1 + 5 + 9 + 13 + 17));
  const vectors = 4 * (THREADS + (TURNS * THREADS) / 2);
  expect(counting.read(new Uint32Array(words!.buffer))).toEqual({
    loads: {
      'storage f32': THREADS / 2,
      'storage vec4f': vectors,
      'workgroup f32': THREADS,
      'workgroup vec4f': 0,
    },
    stores: { f32: THREADS / 2, vec4f: 0 },
    bindings: [
      { binding: 0, loaded: vectors, stored: 0 },
      { binding: 1, loaded: THREADS / 2, stored: THREADS / 2 },
    ],
  });
});
