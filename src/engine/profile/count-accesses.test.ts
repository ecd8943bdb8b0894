import { describe, expect, test } from 'vitest';
import type { Kernel } from '../kernels/kernel';
import { countingKernel } from './count-accesses';

const kernel = (code: string): Kernel => ({
  label: 'test',
  code,
  bindings: ['read', 'write', 'read'],
  workgroups: [1, 1, 1],
  readsStep: false,
  flop: 0,
});

const HEAD = `struct Unit { first: u32, factor: f32, both: vec4f, }
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
var<workgroup> tile: array<array<vec4f, 4>, 8>;
@group(0) @binding(2) var<storage, read> units: array<Unit>;
`;
const counting = (body: string) =>
  countingKernel(
    kernel(`${HEAD}@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  ${body}
}`),
  );
const counted = (body: string): string => counting(body).kernel.code;

describe('countingKernel', () => {
  test('counts loads, and stores apart from them', () => {
    expect(counted('y[lane] = vec4f(x[2 * lane]);')).toContain(
      'accesses[3] += 4; y[lane] = vec4f(loaded_x(x[2 * lane]));',
    );
  });

  test('counts an update as the load that it is, too', () => {
    expect(counted('y[lane + 1] += v;')).toContain(
      'accesses[3] += 4; y[lane + 1] = loaded_y(y[lane + 1]) + v;',
    );
  });

  test('a comparison is a load', () => {
    expect(counted('if (x[0] == 1.0) { return; }')).toContain('if (loaded_x(x[0]) == 1.0)');
  });

  test('nested indices, workgroup arrays of arrays, and components', () => {
    expect(counted('let v = x[u32(x[lane])];')).toContain('loaded_x(x[u32(loaded_x(x[lane]))])');
    expect(counted('tile[lane][2] = tile[lane][3];')).toContain(
      'tile[lane][2] = loaded_tile(tile[lane][3]);',
    );
    expect(counted('let v = y[lane].x + y[lane][2];')).toContain(
      'loaded_y(y[lane]).x + loaded_y(y[lane])[2]',
    );
  });

  test('a structure counts with all its words', () => {
    expect(counted('let unit = units[lane];')).toContain('let unit = loaded_units(units[lane]);');
    expect(counted('')).toContain('fn loaded_units(value: Unit) -> Unit { accesses[6] += 6; return value; }');
  });

  test('names that only contain the array’s, members of that name and comments are left alone', () => {
    expect(counted('let x_1 = group.x; // x is here')).toContain('let x_1 = group.x; \n');
  });

  test('the entry point becomes a function that is called once per thread', () => {
    const code = counted('return;');
    expect(code).toContain('fn counted_main(group: vec3u, lane: u32)');
    expect(code).toContain('counted_main(group, lane);');
    expect(code).toContain('@group(0) @binding(3) var<storage, read_write> access_counts');
  });

  test('what cannot be counted is an error', () => {
    expect(() => counted('let p = &tile;')).toThrow('tile');
    expect(() => countingKernel(kernel('var<workgroup> t: array<mat4x4f, 4>;'))).toThrow('mat4x4f');
  });

  test('counts come back from their two halves, by kind and by binding', () => {
    const { words, read } = counting('');
    // Of each of the four arrays: loads, stores; of each of these: low and high half.
    expect(words).toBe(16);
    const counts = Uint32Array.of(5, 1, 0, 0, 8, 0, 255, 3, 4, 0, 40, 0, 12, 0, 0, 0);
    expect(read(counts)).toEqual({
      loads: { 'storage f32': 261, 'storage vec4f': 8 + 12, 'workgroup f32': 0, 'workgroup vec4f': 4 },
      stores: { f32: 0, vec4f: 1023 },
      bindings: [
        { binding: 0, loaded: 261, stored: 0 },
        { binding: 1, loaded: 8, stored: 1023 },
        { binding: 2, loaded: 12, stored: 0 },
      ],
    });
  });
});
