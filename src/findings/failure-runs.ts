/** The runs of finding 8: their settings, and what breaks each of them. */
import type { RunConfigInput } from '../config/run-config';
import type { HyperParameters } from '../theory/hyper-parameters';
import type { FindingOptions } from './finding';
import { smallRun } from './small-run';
import type { TrainingRecord } from './training-record';

export const SGD: HyperParameters = { learningRate: 0.5, weightDecay: 1e-2, momentum: 0 };
export const HEAVY_BALL: HyperParameters = { learningRate: 0.1, weightDecay: 1e-2, momentum: 0.9 };
const IMAGES = 96;
/** As large as the variance that BatchNorm divides by. */
const EPSILON = 1;

/** Factor on the learning rate of BatchNorm's scale, and so on its decay: unused filters are dead in some 100 steps. */
const SCALE_RATE = 4;

export const STEPS = { fullBatch: 1000, largeEpsilon: 600, deadFilters: 500 } as const;
export type FailureName = keyof typeof STEPS;
export type FailureRecords = Readonly<Record<FailureName, TrainingRecord>>;

/** Sabotaged, nothing fails: many images with noisy labels, the usual ε, and no decay of BatchNorm's scale. */
export function failureConfigs(options: FindingOptions): Record<FailureName, RunConfigInput> {
  const fails = !options.sabotage;
  return {
    fullBatch: {
      ...smallRun(options, { data: fails ? { subset: IMAGES } : { labelNoise: 0.4 }, optimizer: SGD }),
      batchSize: IMAGES,
    },
    largeEpsilon: smallRun(options, {
      network: fails ? { batchNormEpsilon: EPSILON } : {},
      optimizer: HEAVY_BALL,
    }),
    deadFilters: smallRun(options, {
      network: { channels: [16, 16, 32] },
      optimizer: {
        ...HEAVY_BALL,
        decay: { batchNorm: fails },
        learningRateFactor: { batchNorm: SCALE_RATE },
      },
    }),
  };
}
