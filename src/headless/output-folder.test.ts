/** A resumed run keeps the rows before its checkpoint and none after; results are never overwritten by another run. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OutputFolder, rowsBefore } from './output-folder';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'smd-lab-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('keeps whole rows of earlier steps', () => {
  const csv = 'step,loss\n0,1\n8,0.5\n10,0.4\n11,0.';
  expect(rowsBefore(csv, 10)).toBe('0,1\n8,0.5\n');
  expect(rowsBefore(csv, 12)).toBe('0,1\n8,0.5\n10,0.4\n');
  expect(rowsBefore('', 5)).toBe('');
});

it('goes on with the rows of a resumed run', async () => {
  const folder = await OutputFolder.open(join(root, 'deep', 'run'));
  await folder.requireEmpty();
  await folder.startMetrics('step,loss\n', 0, false);
  await folder.appendMetrics('0,1\n1,0.9\n2,0.8\n');
  await folder.startMetrics('step,loss\n', 2, true);
  await folder.appendMetrics('2,0.7\n');
  expect(await readFile(folder.file('metrics.csv'), 'utf8')).toBe('step,loss\n0,1\n1,0.9\n2,0.7\n');
  await folder.writeCheckpoint(new Uint8Array([1, 2]));
  expect([...(await folder.readCheckpoint())]).toEqual([1, 2]);
  expect((await readdir(folder.path)).sort()).toEqual(['checkpoint.safetensors', 'metrics.csv']);
  await expect(folder.requireEmpty()).rejects.toMatchObject({ code: 'OUTPUT_FOLDER' });
});

it('says what is wrong with a folder', async () => {
  const folder = await OutputFolder.open(join(root, 'empty'));
  await expect(folder.readCheckpoint()).rejects.toMatchObject({ code: 'OUTPUT_FOLDER' });
  await writeFile(join(root, 'file'), '');
  await expect(OutputFolder.open(join(root, 'file'))).rejects.toMatchObject({ code: 'OUTPUT_FOLDER' });
});
