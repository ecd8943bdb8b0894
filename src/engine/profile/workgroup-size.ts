/** Threads per workgroup, read from a kernel's code. */

const ATTRIBUTE = /@workgroup_size\(\s*(\w+)\s*\)/;

/** Throws an Error where the code says it in a way that is not understood. */
export function workgroupSizeOf(code: string): number {
  const [, size = ''] = ATTRIBUTE.exec(code) ?? [];
  const [, value = size] = new RegExp(`const ${size} = (\\d+)u?;`).exec(code) ?? [];
  const threads = Number.parseInt(value, 10);
  if (!(threads > 0)) throw new Error('The size of the workgroup is not understood');
  return threads;
}
