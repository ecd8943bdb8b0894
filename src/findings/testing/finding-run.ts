/** Runs findings in tests: on the tests' device, with the data that the lab would take. */
import type { RunConfig } from '../../config/run-config';
import { type DataSet, subset, withLabelNoise } from '../../data/data-set';
import { createGlyphs } from '../../data/glyphs';
import { testDevice } from '../../engine/testing/test-device';
import type { Finding, FindingContext, FindingOptions, FindingResult } from '../finding';
import { findingContext } from '../training';

const opened = new Map<number, DataSet>();

function openGlyphs({ seed, data }: RunConfig): Promise<DataSet> {
  let dataSet = opened.get(seed) ?? createGlyphs({ seed });
  opened.set(seed, dataSet);
  if (data.subset !== null) dataSet = subset(dataSet, data.subset, seed);
  return Promise.resolve(withLabelNoise(dataSet, data.labelNoise, seed));
}

/** A context on the tests' device; nobody watches. */
export async function testContext(): Promise<FindingContext> {
  const view = { progress: () => {}, draw: () => {}, signal: new AbortController().signal };
  return findingContext(view, { device: await testDevice(), software: true, openData: openGlyphs });
}

export async function runFinding(finding: Finding, options: Partial<FindingOptions>): Promise<FindingResult> {
  return finding.run(await testContext(), { seed: 1, dataSource: 'glyphs', sabotage: false, ...options });
}
