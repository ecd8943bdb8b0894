/** Text of the readouts and of the inference check. */
import { formatCount, formatFixed, formatSignificant } from '../format';

export const readouts = {
  title: 'Layers',
  columns: {
    layer: 'Layer',
    ratio: 'Measured / theory',
    state: 'State',
    identity: 'Identity',
    cosine: '|cos(w,g)|',
  },
  empty: 'Press Train: each layer’s measured angular update over theory appears here.',
  theoryHeading: 'Theory',
  equilibrium: 'AU*',
  equilibriumHint: 'Equilibrium angular update, the same for every layer, from η, λ and α alone.',
  timeConstant: 'τ',
  timeConstantHint: 'Steps in which the distance from equilibrium shrinks by e.',
  radians: 'rad',
  steps: 'steps',
  select: (layer: string) => `Select ${layer}`,
  settled: 'settled',
  stepsToGo: (steps: number) => `≈ ${formatCount(steps)} steps to go`,
  collecting: 'collecting',
  noEquilibrium: 'no equilibrium',
  noEquilibriumHint:
    'Without weight decay nothing balances the growth of ‖w‖: the angular update keeps falling.',
  control: 'control',
  controlHint: 'No BatchNorm follows this layer: it is not scale-invariant, and no theory line applies.',
  notDecayed: 'not decayed',
  uncertainty: (ratio: number, error: number) => `${formatFixed(ratio, 3)} ± ${formatFixed(error, 3)}`,
  detail: {
    heading: (layer: string) => layer,
    measured: 'Measured AU',
    theory: 'Theory AU*',
    ratio: 'Measured / theory',
    norm: '‖w‖',
    normRatio: '‖w‖ / ‖w*‖',
    gradient: '‖g‖',
    cosine: 'Median |cos(w,g)|',
    identity: 'Exact identity',
    filters: 'Filters',
    dead: (dead: number, all: number) => `${all}, ${dead} dead`,
    notApplicable: '–',
  },
  verdicts: {
    settled: 'At equilibrium: the ratio is 1 within its uncertainty.',
    notYet: (steps: number, tau: number) =>
      `Not there yet: about ${formatCount(steps)} steps to go (τ = ${formatSignificant(tau, 2)} steps).`,
    notYetUnknown: 'Not there yet: too few steps to say how many are left.',
    holds: 'The identity holds, so the update is right: where the ratio is not 1, the norm is still moving.',
    broken:
      'The identity is broken: the weights did not move as SGD with these settings moves them. This is a defect, not a transient.',
    identityUnknown: 'The identity is judged once two steps are known.',
    identityNotApplicable: 'The identity does not hold for Nesterov momentum, which needs one more product.',
  },
  identityHint:
    'D_t + bD_{t−1} against the change of ‖w‖², with D = ‖Δw‖²: holds at every step, settled or not, for every tensor.',
} as const;

export const inference = {
  title: 'Inference check',
  explanation:
    'The present weights become an ONNX model. onnxruntime-web and our own kernels run the same test images; the answers must agree.',
  button: 'Check inference',
  running: 'Checking…',
  download: 'Download .onnx',
  passed: 'Passed',
  failed: 'Failed',
  stale: (step: number) => `Weights of step ${formatCount(step)}.`,
  difference: 'max |Δlogit|',
  limit: (value: number) => `limit ${formatSignificant(value, 1)}`,
  agreement: 'Same class',
  agreementOf: (same: number, all: number) => `${formatCount(same)} of ${formatCount(all)}`,
  ours: 'Our kernels (GPU)',
  reference: 'onnxruntime (wasm)',
  accuracy: 'Accuracy',
  time: 'Time',
  milliseconds: (value: number) => `${formatSignificant(value, 3)} ms`,
  images: 'Test images',
  loading: 'Loading onnxruntime-web…',
  unavailable: 'Needs a run: the check takes the weights of the present step.',
} as const;
