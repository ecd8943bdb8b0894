/**
 * Counts the loads that a kernel makes: its WGSL is rewritten so that every load counts itself, and run once. So the count
 * is that of the kernel as it is, blocking, padding and all, and needs no knowledge of its algorithm.
 */
import type { Access, Kernel } from '../../src/engine/kernels/kernel';

/** Loads by place and width, in this order. */
export const LOAD_KINDS = ['storage f32', 'storage vec4f', 'workgroup f32', 'workgroup vec4f'] as const;

/** Words that the counting kernel writes behind its other bindings: low and high part of each kind's count. */
export const COUNTER_WORDS = 2 * LOAD_KINDS.length;

/** A count is split here, so that neither sum overflows with a million threads and more. */
const LOW_BITS = 8;

interface LoadedArray {
  readonly name: string;
  /** Brackets up to an element. */
  readonly depth: number;
  readonly kind: (typeof LOAD_KINDS)[number];
}

const DECLARATION = /var<(storage|workgroup)[^>]*>\s+(\w+)\s*:\s*((?:array<)+)([^,>;]+)/g;
const ENTRY_POINT = /@compute\s+@workgroup_size\(([^)]*)\)\s*fn main\(((?:[^()]|\([^()]*\))*)\)/;

/**
 * The kernel with one more binding, to which it adds its counts. It still writes its results.
 * Throws an Error where the source loads in a way that cannot be counted.
 */
export function countingKernel(kernel: Kernel): Kernel {
  const code = kernel.code.replaceAll(/\/\/.*$/gm, '');
  const arrays = [...code.matchAll(DECLARATION)].flatMap(([, place, name, nesting, element]) =>
    loadedArray(place!, name!, nesting!, element!),
  );
  const counted = arrays.reduce((source, array) => countLoads(source, array), code);
  const entry = ENTRY_POINT.exec(counted);
  if (!entry) throw new Error(`${kernel.label} has no entry point`);
  const [whole, size, parameters = ''] = entry;
  const names = [...parameters.matchAll(/(\w+)\s*:/g)].map(([, name]) => name);
  const plain = parameters.replaceAll(/@builtin\([^)]*\)\s*/g, '');
  const flush = LOAD_KINDS.map(
    (_, k) =>
      `atomicAdd(&load_counts[${2 * k}], loads_made[${k}] & ${2 ** LOW_BITS - 1}u); ` +
      `atomicAdd(&load_counts[${2 * k + 1}], loads_made[${k}] >> ${LOW_BITS}u);`,
  );
  return {
    ...kernel,
    label: `${kernel.label}, loads counted`,
    bindings: [...kernel.bindings, 'write' satisfies Access],
    code: `${counted.replace(whole, `fn counted_main(${plain})`)}
@group(0) @binding(${kernel.bindings.length}) var<storage, read_write> load_counts: array<atomic<u32>, ${COUNTER_WORDS}>;
var<private> loads_made: array<u32, ${LOAD_KINDS.length}>;
fn counted_f32(kind: u32, value: f32) -> f32 { loads_made[kind]++; return value; }
fn counted_vec4f(kind: u32, value: vec4f) -> vec4f { loads_made[kind]++; return value; }
@compute @workgroup_size(${size})
fn main(${parameters}) {
  counted_main(${names.join(', ')});
  ${flush.join('\n  ')}
}
`,
  };
}

/** Loads of each kind, of all threads together. @param words what the counting kernel wrote, from 0 on */
export function readCounts(words: Uint32Array): Record<(typeof LOAD_KINDS)[number], number> {
  const count = (k: number) => words[2 * k]! + words[2 * k + 1]! * 2 ** LOW_BITS;
  return {
    'storage f32': count(0),
    'storage vec4f': count(1),
    'workgroup f32': count(2),
    'workgroup vec4f': count(3),
  };
}

function loadedArray(place: string, name: string, nesting: string, element: string): LoadedArray[] {
  const width = element.trim();
  if (width !== 'f32' && width !== 'vec4f') throw new Error(`Loads of ${name}: ${width} cannot be counted`);
  const kind = LOAD_KINDS.find((known) => known === `${place} ${width}`);
  return kind ? [{ name, kind, depth: nesting.split('array<').length - 1 }] : [];
}

/** Wraps every load of the array; an index may hold further loads of it. */
function countLoads(source: string, array: LoadedArray): string {
  const { name, kind, depth } = array;
  const use = new RegExp(`(?<![\\w.])${name}\\b(?!\\s*:)`, 'g');
  const width = kind.endsWith('vec4f') ? 'vec4f' : 'f32';
  let result = '';
  let from = 0;
  for (let match = use.exec(source); match; match = use.exec(source)) {
    let end = match.index + name.length;
    let element = name;
    for (let level = 0; level < depth; level++) {
      if (source[end] !== '[') throw new Error(`A use of ${name} that is no load or store cannot be counted`);
      const close = closingBracket(source, end);
      element += `[${countLoads(source.slice(end + 1, close), array)}]`;
      end = close + 1;
    }
    const after = source.slice(end).trimStart();
    const store = after.startsWith('=') && !after.startsWith('==');
    const update = after.startsWith('+=');
    if (/^([-*/%&|^]|<<|>>)=|^(\+\+|--)/.test(after))
      throw new Error(`An update of ${name} other than += cannot be counted`);
    const load = `counted_${width}(${LOAD_KINDS.indexOf(kind)}u, ${element})`;
    // `a[i] += v` as a load and a store; its index has no side effects.
    const text = store ? element : update ? `${element} = ${load} +` : load;
    result += source.slice(from, match.index) + text;
    from = update ? source.indexOf('=', end) + 1 : end;
    use.lastIndex = end;
  }
  return result + source.slice(from);
}

function closingBracket(source: string, open: number): number {
  let depth = 0;
  for (let index = open; index < source.length; index++) {
    if (source[index] === '[') depth++;
    if (source[index] === ']' && --depth === 0) return index;
  }
  throw new Error('A bracket is never closed');
}
