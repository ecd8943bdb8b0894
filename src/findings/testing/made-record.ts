/** Records of trainings that never were, for tests of verdicts. */
import { runConfigSchema } from '../../config/run-config';
import { TENSOR_COLUMNS, type TensorColumn } from '../../engine/telemetry/step-batch';
import { TrainingRecord } from '../training-record';

type Values = Partial<Record<TensorColumn, (step: number) => number>>;

interface MadeRecord {
  readonly steps: number;
  readonly firstStep?: number;
  /** Of conv1, conv2 and conv3 alike; columns that are missing are 0. */
  readonly layers: Values;
  readonly loss?: (step: number) => number;
}

/** Three convolutions of one filter each under BatchNorm; functions are of the step from the record's first on. */
export function madeRecord({ steps, firstStep = 0, layers, loss = () => 1 }: MadeRecord): TrainingRecord {
  const record = new TrainingRecord({
    config: runConfigSchema.parse({}),
    tensors: ['conv1', 'conv2', 'conv3'].map((layer, index) => ({
      name: `${layer}.weight`,
      kind: 'convolution',
      shape: [1, 1, 3, 3],
      scaleInvariant: true,
      decays: true,
      firstFilter: index,
      filterCount: 1,
    })),
    filterCount: 3,
    firstStep,
    steps,
    withoutFilters: true,
  });
  const every = <T>(make: (step: number) => T) => Array.from({ length: steps }, (_, step) => make(step));
  record.append({
    firstStep,
    count: steps,
    loss: Float64Array.from(every(loss)),
    accuracy: new Float64Array(steps),
    learningRate: new Float64Array(steps),
    weightDecay: new Float64Array(steps),
    momentum: new Float64Array(steps),
    tensors: Float64Array.from(
      every((step) =>
        Array.from({ length: 3 }, () => TENSOR_COLUMNS.map((name) => layers[name]?.(step) ?? 0)).flat(),
      ).flat(),
    ),
    filters: new Float32Array(0),
  });
  return record;
}
