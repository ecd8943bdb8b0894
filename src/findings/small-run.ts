/** The run that most findings start from: small enough for minutes on a software adapter. */
import type { RunConfigInput } from '../config/run-config';
import type { FindingOptions } from './finding';

/**
 * 8-16-32 filters, batches of 32 and a default optimizer, with the data and the seed that were asked for. Every
 * convolution has stride 2: five times faster than with a first one at full size, and its theory is the same.
 */
export function smallRun(
  { seed, dataSource }: FindingOptions,
  { network, data, ...changes }: RunConfigInput = {},
): RunConfigInput {
  return {
    seed,
    batchSize: 32,
    network: { channels: [8, 16, 32], strides: [2, 2, 2], ...network },
    data: { source: dataSource, ...data },
    ...changes,
  };
}
