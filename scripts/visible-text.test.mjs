/**
 * @file Proves that visible text stands in src/messages alone, as far as its form tells: elements and their spoken
 * names, errors and what is printed. Text that reaches the reader on other ways is not found here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { ROOT } from './setup.mjs';

/** Attributes that are read or heard. */
const SPOKEN = new Set([
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
]);
/** Fields of what is shown: errors, settings, lines of charts. */
const SHOWN = new Set(['message', 'fix', 'help', 'label', 'emptyLabel']);
/** There `label` names GPU objects for those who debug. */
const ENGINE = join('src', 'engine');
const LETTERS = /\p{L}{2}/u;

/** @typedef {Record<string, any>} Node a node of an ESTree */

/**
 * The text that an expression holds in letters: a literal, the fixed parts of a template, either side of a choice.
 * @param {Node | null | undefined} node
 * @returns {string | undefined}
 */
function wording(node) {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' && LETTERS.test(node.value) ? node.value : undefined;
    case 'TemplateLiteral':
      return node.quasis
        .map((/** @type {Node} */ part) => part.value.cooked)
        .find((/** @type {string} */ text) => LETTERS.test(text));
    case 'ConditionalExpression':
      return wording(node.consequent) ?? wording(node.alternate);
    case 'LogicalExpression':
      return wording(node.left) ?? wording(node.right);
    case 'BinaryExpression':
      return node.operator === '+' ? (wording(node.left) ?? wording(node.right)) : undefined;
    case 'JSXExpressionContainer':
      return wording(node.expression);
    case 'JSXText':
      return LETTERS.test(node.value) ? node.value.trim() : undefined;
  }
  return undefined;
}

/**
 * The visible text that stands in a node itself.
 * @param {Node} node
 * @param {(name: string) => boolean} isShown
 * @returns {(string | undefined)[]}
 */
function visibleIn(node, isShown) {
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return node.children.map(wording);
    case 'JSXAttribute':
      return SPOKEN.has(node.name.name) ? [wording(node.value)] : [];
    case 'Property':
      return isShown(node.key.name) ? [wording(node.value)] : [];
    case 'VariableDeclarator':
      return isShown(node.id.name) ? [wording(node.init)] : [];
    case 'NewExpression':
      return node.callee.name === 'LabError' && node.arguments[0]?.type === 'ObjectExpression'
        ? node.arguments[0].properties.map((/** @type {Node} */ { value }) => wording(value))
        : [];
    case 'CallExpression':
      return node.callee.object?.name === 'console' ? node.arguments.map(wording) : [];
  }
  return [];
}

/**
 * All visible text of a source.
 * @param {string} path from the root of the repository
 * @param {string} source
 * @returns {string[]}
 */
function visibleText(path, source) {
  const { program, errors } = parseSync(path, source);
  const isShown = /** @param {string} name */ (name) =>
    SHOWN.has(name) && !(name === 'label' && path.startsWith(ENGINE));
  expect(errors, path).toEqual([]);
  /** @type {string[]} */
  const found = [];
  /** @param {unknown} value */
  const visit = (value) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      found.push(...visibleIn(value, isShown).filter((text) => text !== undefined));
      Object.values(value).forEach(visit);
    }
  };
  visit(program);
  return found;
}

test.each([
  ['an element', '<p>Loading …</p>'],
  ['an expression in an element', "<p>{ready ? '' : 'Loading'}</p>"],
  ['a spoken name', '<button aria-label="Close" />'],
  ['a spoken template', '<button title={`Close`} />'],
  ['an error', 'new LabError({ code, message: `It is too short.`, fix, where })'],
  ['a variable of an error', "const fix = 'Try again.'"],
  ['a printed line', 'console.error(`Stopped.`)'],
])('text of %s is found', (_, code) => {
  expect(visibleText('probe.tsx', `export const probe = () => { ${code}; };`)).not.toEqual([]);
});

test('what is no text is passed over', () => {
  const code = '<p className="note" title={messages.close} aria-label={`→`}>{text.ready} × {count}</p>';
  expect(visibleText('probe.tsx', `export const probe = () => ${code};`)).toEqual([]);
});

test('no room but messages/ holds visible text', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => join('src', file))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|testing\//.test(file))
    .filter((file) => !file.startsWith(join('src', 'messages')));
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    visibleText(file, readFileSync(join(ROOT, file), 'utf8')).map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});
