/**
 * Shapes and tile sizes enter a WGSL source as constants, and register blocks are unrolled in the text: software
 * adapters and some drivers keep arrays indexed by a loop in memory instead of registers.
 *
 *     // #unroll p PIXELS        repeats the lines up to the matching #end for p = 0 … PIXELS−1
 *     sum_$p += x_$(p*STRIDE+k); $p and $(sums of products of constants and unrolled variables) become numbers
 *     // #if RELU                keeps the lines up to #end (or #else) when the constant is not 0
 *     // #end
 */

export type Constants = Readonly<Record<string, number>>;

/** Value of a sum of products such as `p*STRIDE+k-1`; throws on an unknown name. */
function evaluate(expression: string, scope: Constants): number {
  const terms = expression.replaceAll(' ', '').match(/[+-]?[^+-]+/g) ?? [];
  return terms.reduce((sum, term) => {
    const sign = term.startsWith('-') ? -1 : 1;
    const factors = term.replace(/^[+-]/, '').split('*');
    const product = factors.reduce((value, factor) => {
      const number = /^\d+$/.test(factor) ? Number(factor) : scope[factor];
      if (number === undefined) throw new Error(`Unknown name ${factor} in a WGSL template`);
      return value * number;
    }, sign);
    return sum + product;
  }, 0);
}

function substitute(line: string, scope: Constants): string {
  return line
    .replace(/\$\(([^)]*)\)/g, (_, expression: string) => String(evaluate(expression, scope)))
    .replace(/\$([a-z])\b/g, (match, name: string) => String(scope[name] ?? match))
    .replace(/\$([a-z])(?=_)/g, (match, name: string) => String(scope[name] ?? match));
}

const DIRECTIVE = /^\s*\/\/ #(unroll|if|else|end)\b\s*(.*)$/;

/** Index of the line that closes the block opened at `start`, and of its #else if there is one. */
function blockEnd(lines: readonly string[], start: number): { end: number; otherwise: number } {
  let depth = 0;
  let otherwise = -1;
  for (let index = start + 1; index < lines.length; index++) {
    const directive = DIRECTIVE.exec(lines[index] ?? '')?.[1];
    if (directive === 'unroll' || directive === 'if') depth++;
    else if (directive === 'else' && depth === 0) otherwise = index;
    else if (directive === 'end' && depth-- === 0) return { end: index, otherwise };
  }
  throw new Error(`A WGSL template's block is never closed: ${lines[start]}`);
}

function expand(lines: readonly string[], scope: Constants): string[] {
  const result: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const [, directive, argument = ''] = DIRECTIVE.exec(line) ?? [];
    if (!directive) {
      result.push(substitute(line, scope));
      continue;
    }
    const { end, otherwise } = blockEnd(lines, index);
    const body = lines.slice(index + 1, otherwise < 0 ? end : otherwise);
    if (directive === 'unroll') {
      const [variable = '', count = ''] = argument.split(/\s+/);
      for (let value = 0; value < evaluate(count, scope); value++)
        result.push(...expand(body, { ...scope, [variable]: value }));
    } else if (evaluate(argument, scope) !== 0) {
      result.push(...expand(body, scope));
    } else if (otherwise >= 0) {
      result.push(...expand(lines.slice(otherwise + 1, end), scope));
    }
    index = end;
  }
  return result;
}

/** A float32 literal that names exactly the float32 nearest to the value. */
export function floatLiteral(value: number): string {
  const text = Math.fround(value).toPrecision(9);
  return `f32(${text})`;
}

/**
 * The WGSL source with its constants in front and its blocks expanded. Integer constants become `u32`, the
 * floats given apart become `f32`.
 */
export function instantiate(source: string, constants: Constants, floats: Constants = {}): string {
  const declarations = [
    ...Object.entries(constants).map(([name, value]) => `const ${name} = ${value}u;`),
    ...Object.entries(floats).map(([name, value]) => `const ${name} = ${floatLiteral(value)};`),
  ];
  const lines = source.split('\n');
  const header = lines.findIndex((line) => !line.startsWith('//'));
  return [...lines.slice(0, header), ...declarations, ...expand(lines.slice(header), constants)].join('\n');
}
