import { expect, test } from 'vitest';
import { workgroupSizeOf } from './workgroup-size';

test('a number, or a constant by its name', () => {
  expect(workgroupSizeOf('@compute @workgroup_size(64)\nfn main() {}')).toBe(64);
  expect(workgroupSizeOf('const THREADS = 16u;\n@compute @workgroup_size(THREADS)\nfn main() {}')).toBe(16);
});

test('anything else is an error, not a guess', () => {
  expect(() => workgroupSizeOf('@compute @workgroup_size(THREADS)\nfn main() {}')).toThrow('workgroup');
  expect(() => workgroupSizeOf('fn main() {}')).toThrow('workgroup');
});
