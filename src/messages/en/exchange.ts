/** Text of the exchange: checkpoints, futures that part from them, exports. */
import { formatCount, formatFixed, formatParameter } from '../format';

interface Values {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly momentum: number;
}

const values = ({ learningRate, weightDecay, momentum }: Values) =>
  `η ${formatParameter(learningRate)}, λ ${formatParameter(weightDecay)}, α ${formatParameter(momentum)}`;

export const exchange = {
  unavailable: 'Available when the run is ready.',
  checkpoint: {
    title: 'Checkpoint',
    explanation:
      'Weights, momenta and running statistics as .safetensors, with PyTorch’s names. A loaded run goes on to the same bits; plain PyTorch weights start at step 0.',
    save: 'Save checkpoint',
    load: 'Load checkpoint',
  },
  fork: {
    title: 'Fork',
    explanation:
      'Keep this state, train on, then return to it with other values: the same batches, another future.',
    button: 'Fork here',
    kept: 'Kept states',
    step: (step: number) => `Step ${formatCount(step)}`,
    values,
    back: 'Return',
    backTo: (step: number) => `Return to step ${formatCount(step)}`,
    saveOf: (step: number) => `Save step ${formatCount(step)}`,
    save: 'Save',
    forget: 'Forget',
    forgetOf: (step: number) => `Forget step ${formatCount(step)}`,
    rescale: 'On return, under BatchNorm',
    weights: 'Weights ×',
    weightsHint:
      'The function stays the same: only the radius changes. Running statistics follow. An lr divided by k belongs to k^(−1/4).',
    momenta: 'Momentum ×',
    momentaHint: '1 keeps the buffer, 0 empties it, 1/weights keeps its share of a step.',
    earlier: 'Earlier futures, grey on the chart',
    future: (first: number, last: number) => `Steps ${formatCount(first)} to ${formatCount(last)}`,
    loss: (loss: number) => `loss ${formatFixed(loss, 3)}`,
  },
  exports: {
    title: 'Export',
    explanation: 'CSV: every step in full precision. JSON: settings, adapter, readouts, test results.',
    csv: 'Export CSV',
    json: 'Export JSON',
  },
  earlierLine: (layer: string) => `Earlier ${layer}`,
  earlierHint: 'The same run’s future that was left by returning to a kept state.',
} as const;
