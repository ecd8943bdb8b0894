/** Text of the readouts and of the inference check. */
import { formatCount, formatFixed, formatSignificant } from '../format';

export const readouts = {
  title: 'Layers',
  none: '–',
  radians: 'rad',
  steps: 'steps',
  stepCount: (steps: number) => `${formatCount(steps)} steps`,
  empty: 'The layers and their numbers appear here when the run is ready.',
  equilibrium: 'AU*',
  equilibriumHint: 'Equilibrium angular update, the same for every layer: from η, λ and α alone.',
  timeConstant: 'τ',
  timeConstantHint: 'Steps in which the distance from equilibrium shrinks by e.',
  stepsToGo: (steps: number) => `≈ ${formatCount(steps)} steps to go`,
  states: {
    settled: 'settled',
    waiting: 'no steps yet',
    collecting: 'collecting',
    unpredicted: 'no estimate',
    broken: 'identity broken',
    notInvariant: 'not invariant',
    control: 'control, no theory',
    noEquilibrium: 'no equilibrium',
    still: 'stands still',
  },
  controlHint:
    'The control: no BatchNorm follows this layer, so it is not scale-invariant and has no theory line.',
  noEquilibriumHint:
    'No weight decay acts here: nothing balances the growth of ‖w‖, and the angular update keeps falling.',
  uncertainty: (ratio: number, error: number) =>
    Number.isFinite(error) ? `${formatFixed(ratio, 3)} ± ${formatFixed(error, 3)}` : formatFixed(ratio, 3),
  detail: {
    measured: 'Measured AU (RMS)',
    theory: 'Theory AU*',
    window: 'Averaged over',
    norm: '‖w‖ of ‖w*‖',
    normOver: (norm: string, equilibrium: string) => `${norm} of ${equilibrium}`,
    cosine: 'Median |cos(w,g)|',
    identity: 'Exact identity',
    identityValue: (ratio: string, worst: string) => `${ratio} (worst ${worst})`,
    scaleInvariance: 'Scale invariance',
    scaleInvarianceValue: (deviation: string, share: string, holds: boolean) =>
      `${holds ? 'ok' : 'broken'}: ⟨w,g⟩ as BN’s ε makes it, off by at most ${deviation}·‖w‖‖g‖ (${share} of the error bound)`,
    filters: 'Filters',
    dead: (all: string, dead: number) => `${all}, ${formatCount(dead)} dead`,
  },
  verdicts: {
    settled: 'At equilibrium: a ratio more than 10 % from 1 is excluded.',
    notYet: (steps: number) => `Not there yet: about ${formatCount(steps)} steps until within 5 % of theory.`,
    waiting: 'Press Train or Step: the layer’s first angle appears with its first update.',
    collecting: 'Within 5 % of theory, but the error is still too wide to call it settled.',
    unpredicted: 'Theory gives no time here: the angle is 0, or these values have no equilibrium.',
    still: 'The learning rate is 0: nothing moves.',
    doNotRead: 'Do not read the ratio: the update itself is not what the theory is about.',
    notInvariant:
      'Do not read the ratio: the gradient has a part along w that BN’s ε does not explain. A defect, not a transient.',
    holds: 'The exact identity holds: the update is right, and a ratio off 1 means that ‖w‖ is still moving.',
    broken:
      'The exact identity is broken: the weights did not move as SGD with these settings moves them. A defect, not a transient.',
    identityUnknown: 'The exact identity is judged after two steps; it does not apply to Nesterov momentum.',
  },
  identityHint:
    'D + bD′ against the change of ‖w‖² (D = ‖Δw‖²; D′ one step before): holds at every step, settled or not, in every tensor.',
} as const;

export const inference = {
  title: 'Inference check',
  explanation:
    'The present weights become an ONNX model. onnxruntime-web and our own kernels compute the same test images, and must agree.',
  button: 'Check inference',
  running: 'Checking…',
  download: 'Download .onnx',
  fileName: (step: number) => `smd-lab-step-${step}.onnx`,
  passed: 'Passed',
  failed: 'Failed',
  quantity: 'Quantity',
  difference: 'max |Δlogit|',
  limit: 'Limit',
  agreement: 'Same class',
  agreementOf: (same: number, all: number) => `${formatCount(same)} of ${formatCount(all)}`,
  explained: (explained: number, all: number) =>
    `Of the ${formatCount(all)} other classes ${formatCount(explained)} are ties: the two best logits are closer than 2·max |Δlogit|.`,
  ours: 'Our kernels',
  reference: 'onnxruntime',
  accuracy: 'Test accuracy',
  time: 'Time',
  oursSpan: 'submit to readback',
  referenceSpan: 'the run alone',
  milliseconds: (value: number) => `${formatSignificant(value)} ms`,
  weightsOf: (step: string, images: string) => `Weights after ${step} steps, ${images} test images.`,
  unavailable: 'Needs a run: the check takes the weights of the present step.',
} as const;
