/** Records of trainings that never were, for tests of verdicts. */
import { runConfigSchema } from '../../config/run-config';
import {
  FILTER_COLUMNS,
  type FilterColumn,
  TENSOR_COLUMNS,
  type TensorColumn,
} from '../../engine/telemetry/step-batch';
import { TrainingRecord } from '../training-record';

/** Value at each step from the record's first on; columns that are missing are 0. */
type Values<Column extends string> = Partial<Record<Column, (step: number) => number>>;

interface MadeRecord {
  readonly steps: number;
  /** Of all layers alike. */
  readonly layers: Values<TensorColumn>;
  /** Of each layer's first three filters, and of the other two; by default all are as the layer. */
  readonly filters?: { readonly live: Values<FilterColumn>; readonly others: Values<FilterColumn> };
  readonly loss?: (step: number) => number;
}

const CONVOLUTIONS = 3;
const TENSORS = ['conv1.weight', 'conv2.weight', 'conv3.weight', 'fc.weight'];
const FILTERS = 5;
const LIVE = 3;

/** Three convolutions of five filters each under BatchNorm, and a dense layer like them without. */
export function madeRecord({ steps, layers, filters, loss = () => 1 }: MadeRecord): TrainingRecord {
  const record = new TrainingRecord({
    config: runConfigSchema.parse({}),
    tensors: TENSORS.map((name, layer) => ({
      name,
      kind: layer < CONVOLUTIONS ? 'convolution' : 'dense',
      shape: layer < CONVOLUTIONS ? [FILTERS, 1, 3, 3] : [FILTERS, FILTERS],
      scaleInvariant: layer < CONVOLUTIONS,
      decays: true,
      firstFilter: layer * FILTERS,
      filterCount: FILTERS,
    })),
    filterCount: TENSORS.length * FILTERS,
    firstStep: 0,
    steps,
    withoutFilters: false,
  });
  const every = (values: (step: number) => number[]) =>
    Array.from({ length: steps }, (_, step) => values(step)).flat();
  const layer = (step: number) => TENSOR_COLUMNS.map((name) => layers[name]?.(step) ?? 0);
  const filter = (index: number, step: number) => {
    const { angularUpdate, norm, gradientNorm } = layers;
    const alike: Values<FilterColumn> = {
      ...(angularUpdate && { angularUpdate }),
      ...(norm && { norm }),
      ...(gradientNorm && { gradientNorm }),
    };
    const values = (filters && (index < LIVE ? filters.live : filters.others)) ?? alike;
    return FILTER_COLUMNS.map((name) => values[name]?.(step) ?? 0);
  };
  const times = (count: number, values: (index: number) => number[]) =>
    Array.from({ length: count }, (_, index) => values(index)).flat();
  record.append({
    firstStep: 0,
    count: steps,
    loss: Float64Array.from({ length: steps }, (_, step) => loss(step)),
    accuracy: new Float64Array(steps),
    learningRate: new Float64Array(steps),
    weightDecay: new Float64Array(steps),
    momentum: new Float64Array(steps),
    tensors: Float64Array.from(every((step) => times(TENSORS.length, () => layer(step)))),
    filters: Float32Array.from(
      every((step) => times(TENSORS.length * FILTERS, (index) => filter(index % FILTERS, step))),
    ),
  });
  return record;
}
