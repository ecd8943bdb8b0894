/** The run that the lab starts with when no link says otherwise. */
import { DEFAULT_RUN_CONFIG, type RunConfig } from './run-config';

/**
 * The default run; on a software adapter a quarter of its work per image and half the batch, so that a step still
 * takes milliseconds and the weights settle within a minute.
 */
export function startingConfig(softwareAdapter: boolean): RunConfig {
  if (!softwareAdapter) return DEFAULT_RUN_CONFIG;
  const { network } = DEFAULT_RUN_CONFIG;
  return { ...DEFAULT_RUN_CONFIG, network: { ...network, channels: [8, 16, 32] }, batchSize: 32 };
}
