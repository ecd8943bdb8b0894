/**
 * @file What must hold of the built page in `dist/`: it works under any path of any static host, brings its own
 * onnxruntime, and the first screen does not wait for the big libraries.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Libraries that load when they are needed, never with the first screen. */
const LAZY_LIBRARIES = ['three', '@react-three/fiber', 'onnxruntime-web', 'katex'];

/** Upper bound of the first screen's scripts, compressed: about one second at 2.5 Mbit/s. */
const FIRST_LOAD_LIMIT_KB = 300;

/** @typedef {{ file: string, src?: string, isEntry?: boolean, imports?: string[] }} Chunk an entry of Vite's manifest */

/**
 * The chunks that the browser loads before the page can start: the entry and all it imports statically.
 * @param {Record<string, Chunk>} manifest
 */
function firstLoad(manifest) {
  const keys = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
  for (const key of keys) {
    for (const imported of manifest[key]?.imports ?? []) if (!keys.includes(imported)) keys.push(imported);
  }
  return keys.flatMap((key) => manifest[key] ?? []);
}

/**
 * The files that a chunk was made from, by its source map; a chunk of the bundler's own code has none.
 * @param {string} chunk
 * @returns {string[]}
 */
function sourcesOf(chunk) {
  return existsSync(`${chunk}.map`) ? JSON.parse(readFileSync(`${chunk}.map`, 'utf8')).sources : [];
}

/**
 * @param {string} dist the folder that `vite build` wrote
 * @returns {string[]} what is wrong; empty if nothing is
 */
export function bundleProblems(dist) {
  /** @type {string[]} */
  const problems = [];
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  for (const [, url = ''] of html.matchAll(/\s(?:src|href)="([^"]*)"/g)) {
    if (!url.startsWith('./'))
      problems.push(`index.html refers to ${url}: only paths relative to the page (./…) work everywhere.`);
  }
  const styles = readdirSync(join(dist, 'assets')).filter((name) => name.endsWith('.css'));
  for (const name of styles) {
    const css = readFileSync(join(dist, 'assets', name), 'utf8');
    for (const [, url = ''] of css.matchAll(/url\(["']?([^"')]+)/g)) {
      if (/^(\/|https?:)/.test(url))
        problems.push(`assets/${name} refers to ${url}: only relative paths work everywhere.`);
    }
  }
  for (const name of ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']) {
    if (!existsSync(join(dist, 'ort', name)))
      problems.push(`ort/${name} is missing: the ONNX check could not run.`);
  }

  const chunks = firstLoad(JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8')));
  let bytes = 0;
  for (const { file } of chunks) {
    bytes += gzipSync(readFileSync(join(dist, file))).length;
    const sources = sourcesOf(join(dist, file));
    for (const library of LAZY_LIBRARIES) {
      if (sources.some((source) => source.includes(`node_modules/${library}/`))) {
        problems.push(
          `${library} loads with the first screen (in ${file}): import it with import() where it is used.`,
        );
      }
    }
  }
  const kilobytes = bytes / 1000;
  console.log(
    `First screen: ${chunks.length} scripts, ${kilobytes.toFixed(0)} kB compressed (limit ${FIRST_LOAD_LIMIT_KB}).`,
  );
  if (kilobytes > FIRST_LOAD_LIMIT_KB)
    problems.push('The first screen loads too much: import what it does not show with import().');
  return problems;
}
