/**
 * Counts the loads and stores that a kernel makes: its WGSL is rewritten so that each counts itself, and run once. So the
 * count is that of the kernel as it is, blocking, padding and all, and needs no knowledge of its algorithm.
 */
import type { Access, Kernel } from '../kernels/kernel';
import type { Width } from './probes/access-pattern';

/** Loads by place and width. What is wider than a word counts as vec4f: at a vector's rate, the faster one. */
export const LOAD_KINDS = ['storage f32', 'storage vec4f', 'workgroup f32', 'workgroup vec4f'] as const;

/** Words of 32 bits loaded, by kind. */
export type Loads = Readonly<Record<(typeof LOAD_KINDS)[number], number>>;

/** Words of 32 bits that the threads load from a binding of group 0 and store there, all together. */
export interface BindingAccesses {
  readonly binding: number;
  readonly loaded: number;
  readonly stored: number;
}

export interface Accesses {
  readonly loads: Loads;
  /** Words of 32 bits stored to storage; by width, as loads are. */
  readonly stores: Readonly<Record<Width, number>>;
  readonly bindings: readonly BindingAccesses[];
}

/** The kernel that counts, with one more binding: `words` zeros, which `read` understands when it has run. */
export interface CountingKernel {
  readonly kernel: Kernel;
  readonly words: number;
  read(counts: Uint32Array): Accesses;
}

/** A kernel's code uses memory in a way that is not understood here. */
export class UncountableAccess extends Error {}

/** A count is split here, so that neither sum overflows with a million threads and more. */
const LOW_BITS = 8;

interface CountedArray {
  readonly name: string;
  /** Of group 0; null in workgroup memory. */
  readonly binding: number | null;
  readonly element: string;
  /** Words of an element. */
  readonly words: number;
  /** Brackets up to an element. */
  readonly depth: number;
  /** Position of its loads among the counts; its stores follow. */
  readonly loads: number;
}

const DECLARATION =
  /(?:@group\(0\)\s*@binding\((\d+)\)\s*)?var<(?:storage|workgroup)[^>]*>\s+(\w+)\s*:\s*((?:array<)+)([^,>;]+)/g;
const ENTRY_POINT = /@compute\s+@workgroup_size\(([^)]*)\)\s*fn main\(((?:[^()]|\([^()]*\))*)\)/;

/**
 * The kernel with one more binding, to which it adds its counts. It still writes its results.
 * Throws an UncountableAccess where the source uses memory in a way that cannot be counted.
 */
export function countingKernel(kernel: Kernel): CountingKernel {
  const code = kernel.code.replaceAll(/\/\/.*$/gm, '');
  const arrays = [...code.matchAll(DECLARATION)].map(
    ([, binding, name = '', nesting = '', type = ''], index): CountedArray => ({
      name,
      binding: binding === undefined ? null : Number(binding),
      element: type.trim(),
      words: wordsOf(type.trim(), code),
      depth: nesting.split('array<').length - 1,
      loads: 2 * index,
    }),
  );
  const counted = arrays.reduce((source, array) => countUses(source, array), code);
  const entry = ENTRY_POINT.exec(counted);
  if (!entry) throw new Error(`${kernel.label} has no entry point`);
  const [whole, size, parameters = ''] = entry;
  const names = [...parameters.matchAll(/(\w+)\s*:/g)].map(([, name]) => name);
  const plain = parameters.replaceAll(/@builtin\([^)]*\)\s*/g, '');
  const counts = 2 * arrays.length;
  const flush = Array.from(
    { length: counts },
    (_, k) =>
      `atomicAdd(&access_counts[${2 * k}], accesses[${k}] & ${2 ** LOW_BITS - 1}u); ` +
      `atomicAdd(&access_counts[${2 * k + 1}], accesses[${k}] >> ${LOW_BITS}u);`,
  );
  const load = ({ name, element, loads, words }: CountedArray) =>
    `fn loaded_${name}(value: ${element}) -> ${element} { accesses[${loads}] += ${words}; return value; }`;
  return {
    kernel: {
      ...kernel,
      label: `${kernel.label}, accesses counted`,
      bindings: [...kernel.bindings, 'write' satisfies Access],
      code: `${counted.replace(whole, `fn counted_main(${plain})`)}
@group(0) @binding(${kernel.bindings.length}) var<storage, read_write> access_counts: array<atomic<u32>, ${2 * counts}>;
var<private> accesses: array<u32, ${counts}>;
${arrays.map(load).join('\n')}
@compute @workgroup_size(${size})
fn main(${parameters}) {
  counted_main(${names.join(', ')});
  ${flush.join('\n  ')}
}
`,
    },
    words: 2 * counts,
    read: (words) => accessesOf(arrays, words),
  };
}

function accessesOf(arrays: readonly CountedArray[], words: Uint32Array): Accesses {
  const count = (k: number) => words[2 * k]! + words[2 * k + 1]! * 2 ** LOW_BITS;
  const loads = Object.fromEntries(LOAD_KINDS.map((kind) => [kind, 0])) as Record<keyof Loads, number>;
  const stores = { f32: 0, vec4f: 0 };
  for (const array of arrays) {
    const width = array.words === 1 ? 'f32' : 'vec4f';
    if (array.binding !== null) stores[width] += count(array.loads + 1);
    const place = array.binding === null ? 'workgroup' : 'storage';
    loads[`${place} ${width}`] += count(array.loads);
  }
  const bindings = arrays.flatMap(({ binding, loads: k }) =>
    binding === null ? [] : [{ binding, loaded: count(k), stored: count(k + 1) }],
  );
  return { loads, stores, bindings };
}

/** Words of a scalar, a vector or a structure of scalars, under its own name or an alias. */
function wordsOf(name: string, code: string): number {
  const type = new RegExp(`alias ${name} = (\\w+);`).exec(code)?.[1] ?? name;
  const plain = /^(?:[fui]32|vec([24])[fui])$/.exec(type);
  if (plain) return Number(plain[1] ?? 1);
  const [, fields] = new RegExp(`struct ${type} \\{([^}]*)\\}`).exec(code) ?? [];
  if (fields === undefined) throw new UncountableAccess(`Accesses to elements of ${type} cannot be counted`);
  return [...fields.matchAll(/:\s*(\w+)/g)].reduce((sum, [, field = '']) => sum + wordsOf(field, ''), 0);
}

/** Wraps every load of the array and counts every store; an index may hold further loads of it. */
function countUses(source: string, array: CountedArray): string {
  const { name, words, depth, loads } = array;
  const use = new RegExp(`(?<![\\w.])${name}\\b(?!\\s*:)`, 'g');
  let result = '';
  let from = 0;
  for (let match = use.exec(source); match; match = use.exec(source)) {
    let end = match.index + name.length;
    let element = name;
    for (let level = 0; level < depth; level++) {
      if (source[end] !== '[')
        throw new UncountableAccess(`A use of ${name} that is no load or store cannot be counted`);
      const close = closingBracket(source, end);
      element += `[${countUses(source.slice(end + 1, close), array)}]`;
      end = close + 1;
    }
    const after = source.slice(end).trimStart();
    const store = after.startsWith('=') && !after.startsWith('==');
    const update = after.startsWith('+=');
    if (/^([-*/%&|^]|<<|>>)=|^(\+\+|--)/.test(after))
      throw new UncountableAccess(`An update of ${name} other than += cannot be counted`);
    const load = `loaded_${name}(${element})`;
    // A store is a statement: before it another one fits. `a[i] += v` is both; its index has no side effects.
    const stored = `accesses[${loads + 1}] += ${words}; ${element}`;
    const text = store ? stored : update ? `${stored} = ${load} +` : load;
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
