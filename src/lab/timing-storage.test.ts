/** Timings that come back from the browser's storage are what was kept, or nothing. */
import { expect, test } from 'vitest';
import { MemoryStorage } from '../data/storage';
import { keepTimings, readTimings } from './timing-storage';

const fast = { fingerprint: 'a1', samples: { 'block-2': [1, 2], 'block-4': [3] } };
const slow = { fingerprint: 'b2', samples: { 'block-2': [5, 6] } };

/** The storage with its only file changed. */
async function tampered(change: (text: string) => string) {
  let name = '';
  const storage = new MemoryStorage();
  const write = storage.write.bind(storage);
  storage.write = (file, bytes) => {
    name = file;
    return write(file, bytes);
  };
  await keepTimings(storage, 'adapter', { fast, slow });
  const text = new TextDecoder().decode(await storage.read(name));
  await write(name, new TextEncoder().encode(change(text)));
  return readTimings(storage, 'adapter');
}

test('what is kept stands beside what was there, for its own adapter alone', async () => {
  const storage = new MemoryStorage();
  expect(await readTimings(storage, 'one')).toEqual({});
  await keepTimings(storage, 'one', { fast });
  await keepTimings(storage, 'one', { slow });
  expect(await readTimings(storage, 'one')).toEqual({ fast, slow });
  expect(await readTimings(storage, 'another')).toEqual({});
});

test.each([
  ['a time of zero', '[5,6]', '[5,0]'],
  ['a time that is none', '[5,6]', '[5,"6"]'],
  ['no times at all', '[5,6]', '[]'],
  ['more rounds than there are', '[5,6]', '[1,2,3,4,5,6,7,8]'],
  ['a fingerprint that is none', '"b2"', '7'],
  ['something more', '"b2"', '"b2","run":"me"'],
])('of a case with %s only the others are taken', async (_, from, to) => {
  expect(await tampered((text) => text.replace(from, to))).toEqual({ fast });
});

test.each([
  ['torn', (text: string) => text.slice(0, -5)],
  ['of another adapter', (text: string) => text.replace('"adapter":"adapter"', '"adapter":"other"')],
  ['too large', (text: string) => text.padEnd(5 * 2 ** 20)],
  ['no object', () => '[]'],
])('a file that is %s is none', async (_, change) => {
  expect(await tampered((text) => text)).toEqual({ fast, slow });
  expect(await tampered(change)).toEqual({});
});

test('a storage that fails knows nothing', async () => {
  const storage = new MemoryStorage();
  storage.read = () => Promise.reject(new Error('gone'));
  expect(await readTimings(storage, 'adapter')).toEqual({});
});
