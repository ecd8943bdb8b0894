import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../src/engine/kernels/kernel';
import { countingKernel, readCounts } from './count-loads';

const kernel = (code: string): Kernel => ({
  label: 'test',
  code,
  bindings: ['read', 'write'],
  workgroups: [1, 1, 1],
  readsStep: false,
  flop: 0,
});

const HEAD = `@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
var<workgroup> tile: array<array<vec4f, 4>, 8>;
`;
const counted = (body: string): string =>
  countingKernel(
    kernel(`${HEAD}@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  ${body}
}`),
  ).code;

describe('countingKernel', () => {
  test('counts loads, not stores', () => {
    expect(counted('y[lane] = vec4f(x[2 * lane]);')).toContain(
      'y[lane] = vec4f(counted_f32(0u, x[2 * lane]));',
    );
  });

  test('counts an update as the load that it is, too', () => {
    expect(counted('y[lane + 1] += v;')).toContain('y[lane + 1] = counted_vec4f(1u, y[lane + 1]) + v;');
  });

  test('a comparison is a load', () => {
    expect(counted('if (x[0] == 1.0) { return; }')).toContain('if (counted_f32(0u, x[0]) == 1.0)');
  });

  test('nested indices, workgroup arrays of arrays, and components', () => {
    expect(counted('let v = x[u32(x[lane])];')).toContain(
      'counted_f32(0u, x[u32(counted_f32(0u, x[lane]))])',
    );
    expect(counted('tile[lane][2] = tile[lane][3];')).toContain(
      'tile[lane][2] = counted_vec4f(3u, tile[lane][3]);',
    );
    expect(counted('let v = y[lane].x + y[lane][2];')).toContain(
      'counted_vec4f(1u, y[lane]).x + counted_vec4f(1u, y[lane])[2]',
    );
  });

  test('names that only contain the array’s, members of that name and comments are left alone', () => {
    expect(counted('let x_1 = group.x; // x is here')).toContain('let x_1 = group.x; \n');
  });

  test('the entry point becomes a function that is called once per thread', () => {
    const code = counted('return;');
    expect(code).toContain('fn counted_main(group: vec3u, lane: u32)');
    expect(code).toContain('counted_main(group, lane);');
    expect(code).toContain('@group(0) @binding(2) var<storage, read_write> load_counts');
  });

  test('what cannot be counted is an error', () => {
    expect(() => counted('let p = &tile;')).toThrow('tile');
    expect(() => countingKernel(kernel('var<workgroup> t: array<vec2f, 4>;'))).toThrow('vec2f');
  });
});

test('counts come back from their two halves', () => {
  expect(readCounts(Uint32Array.of(5, 1, 0, 0, 0, 0, 255, 3))).toEqual({
    'storage f32': 261,
    'storage vec4f': 0,
    'workgroup f32': 0,
    'workgroup vec4f': 1023,
  });
});
