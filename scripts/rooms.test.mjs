/**
 * @file Proves that the lint rules of biome.json keep the rooms of src/ apart: that what is forbidden is reported, and
 * that what is allowed is not.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './setup.mjs';

/** Every room imports the others; what stands in a room comes after the rooms it may use. */
const ROOMS = ['messages', 'config', 'theory', 'data', 'engine', 'findings', 'onnx', 'lab', 'headless', 'ui'];

const PAGE_LIBRARIES = ['react', 'react-dom/client', 'three', '@react-three/fiber', 'recharts'];

/** @type {string} */
let folder;
/** @type {{ rule: string, path: string, line: number }[]} */
let reports;

/** Every import that a room is tried with, one line each. */
const attempts = ROOMS.flatMap((room, index) => [
  ...ROOMS.map((other, otherIndex) => ({
    room,
    specifier: `../../${other}/thing`,
    allowed: otherIndex <= index,
  })),
  ...PAGE_LIBRARIES.map((specifier) => ({ room, specifier, allowed: room === 'ui' })),
  { room, specifier: 'zustand', allowed: index > ROOMS.indexOf('engine') },
]);

/** @param {string} room */
const attemptsOf = (room) => attempts.filter((attempt) => attempt.room === room);

/** @param {string} room */
const probePath = (room) => `src/${room}/deeper/probe.ts`;

/**
 * @param {string} path
 * @param {string[]} lines
 */
function writeLines(path, lines) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${lines.join('\n')}\n`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'smd-lab-rooms-'));
  copyFileSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
  for (const room of ROOMS) {
    writeLines(
      probePath(room),
      attemptsOf(room).map(({ specifier }) => `import '${specifier}';`),
    );
  }
  writeLines('src/engine/page.ts', ['document.body.click();', 'window.close();']);
  writeLines('src/engine/a.ts', ["import { b } from './b';", 'export const a = () => b;']);
  writeLines('src/engine/b.ts', ["import { a } from './a';", 'export const b = () => a;']);
  const biome = spawnSync(
    execPath,
    [
      join(ROOT, 'node_modules/@biomejs/biome/bin/biome'),
      ...['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', 'src'],
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  /** @type {{ diagnostics: { category: string, location: { path: string, start: { line: number } } }[] }} */
  const { diagnostics } = JSON.parse(biome.stdout);
  reports = diagnostics.map(({ category, location }) => ({
    rule: category,
    path: location.path,
    line: location.start.line,
  }));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(ROOMS)('%s imports only from rooms before it, and libraries of the page only in ui', (room) => {
  const reported = reports
    .filter(({ rule, path }) => rule === 'lint/style/noRestrictedImports' && path === probePath(room))
    .map(({ line }) => attemptsOf(room)[line - 1]?.specifier);
  const forbidden = attemptsOf(room).filter(({ allowed }) => !allowed);
  expect(new Set(reported)).toEqual(new Set(forbidden.map(({ specifier }) => specifier)));
});

test('the engine may not touch the page', () => {
  const lines = reports
    .filter(({ rule, path }) => rule === 'lint/style/noRestrictedGlobals' && path === 'src/engine/page.ts')
    .map(({ line }) => line);
  expect(new Set(lines)).toEqual(new Set([1, 2]));
});

test('import cycles are reported', () => {
  const files = reports
    .filter(({ rule }) => rule === 'lint/suspicious/noImportCycles')
    .map(({ path }) => path);
  expect(new Set(files)).toEqual(new Set(['src/engine/a.ts', 'src/engine/b.ts']));
});
