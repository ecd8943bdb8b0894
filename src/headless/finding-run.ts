/** One finding without a page, in whatever has WebGPU. */
import type { RunConfig } from '../config/run-config';
import type { DataSet } from '../data/data-set';
import type { AdapterReport } from '../engine/gpu/device';
import type { FindingId, FindingOptions, FindingResult } from '../findings/finding';
import { findings } from '../findings/findings';
import { type FindingView, findingContext } from '../findings/training';
import { DataSources } from '../lab/data-sources';
import { noStorage, TimedKernels } from '../lab/timed-kernels';
import { withDevice } from './with-device';

export interface FindingJob {
  readonly id: FindingId;
  readonly options: FindingOptions;
  /** Choose the kernels by timing them. */
  readonly tune: boolean;
}

export interface FindingOutcome {
  readonly result: FindingResult;
  /** What computed it; null where no GPU was needed. */
  readonly adapter: AdapterReport | null;
  /** Time that it took. */
  readonly seconds: number;
}

/**
 * Computes the finding's verdict. Rejects when the signal aborts, and with a LabError where it cannot be computed here.
 * @param files of the data set; none where it is generated
 */
export async function runFinding(
  gpu: GPU | undefined,
  { id, options, tune }: FindingJob,
  files: readonly File[],
  view: FindingView,
): Promise<FindingOutcome> {
  const finding = findings.find((candidate) => candidate.id === id);
  if (!finding) throw new RangeError(`There is no finding ${id}.`);
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  if (finding.runs === 'anywhere') {
    const result = await finding.run(findingContext(view, null), options);
    return { result, adapter: null, seconds: seconds() };
  }
  const sources = new DataSources(() => {});
  const openData = (config: RunConfig) => {
    const source = files.length > 0 ? 'files' : config.data.source;
    return sources.load({ ...config, data: { ...config.data, source } }, files);
  };
  return withDevice(gpu, async (device, adapter) => {
    const kernels = new TimedKernels('', noStorage);
    // Without a bound: all trainings of a shape must run the same forms.
    const chooseKernels = (config: RunConfig, dataSet: DataSet) =>
      kernels.choose({ device, adapter, config, dataSet, seconds: Number.POSITIVE_INFINITY });
    const host = {
      device,
      software: adapter.software,
      openData,
      ...(tune && { chooseKernels }),
    };
    const result = await finding.run(findingContext(view, host), options);
    return { result, adapter, seconds: seconds() };
  });
}
