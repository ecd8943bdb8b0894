/** What is worth knowing of data from outside reaches whoever asked for them. */
import { expect, it } from 'vitest';
import { runConfigSchema } from '../config/run-config';
import { cifarRecords } from '../data/test-files';
import { DataSources } from './data-sources';

it('says of files without a test set that one was held out, whenever a run uses them', async () => {
  const sources = new DataSources(() => {});
  const told: (readonly string[])[] = [];
  sources.onNotice = (notices) => told.push(notices);
  const config = runConfigSchema.parse({ data: { source: 'files' } });
  await expect(sources.load(config)).rejects.toHaveProperty('code', 'FILES_NEEDED');
  await sources.load(config, [new File([cifarRecords(20)], 'images.bin')]);
  await sources.load(config);
  expect(told).toHaveLength(2);
  expect(told[0]?.join()).toMatch(/held out/);
  await sources.load(runConfigSchema.parse({}));
  expect(told).toHaveLength(2);
});
