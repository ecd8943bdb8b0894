/**
 * Text of the findings, by their ids: what a card says of the claim, and what a finding calls its checks, charts and
 * trainings (`run`). Formulas are TeX.
 */

/** What every card says. */
export interface FindingText {
  readonly title: string;
  /** The claim in one sentence. */
  readonly claim: string;
  readonly formula: string;
  /** Where the claim is often told loosely, and what to know when reading the verdict. */
  readonly note: string;
  /** The settings that must break it. */
  readonly breaks: string;
  /** What is broken behind the prediction's back when the finding is sabotaged. */
  readonly sabotage: string;
}

const equilibrium = {
  title: 'Equilibrium',
  claim:
    'In every layer under BatchNorm the angle that the weights turn per step settles at one value, set by learning rate, weight decay and momentum alone.',
  formula: '\\mathrm{AU}^*=\\sqrt{\\frac{2\\eta\\lambda}{1+\\alpha}}',
  note: 'The claim is about the root mean square over steps; mean and median lie below it. Dead filters turn no more and are counted apart.',
  breaks:
    'Without BatchNorm, in the dense layer, and in too short a run it must fail. Nesterov momentum and decoupled decay must miss it too, each by its own formula.',
  sabotage: 'The engine decays with 2λ; the prediction keeps λ.',
} satisfies FindingText;

const equilibriumNorm = {
  title: 'Equilibrium norm',
  claim:
    'The norm settles where the gradient’s outward push and the decay balance, and the way there takes τ steps per factor e.',
  formula:
    '\\lVert w^*\\rVert^4=\\frac{\\eta\\,\\tilde h}{\\lambda(1-\\alpha)\\left(2-\\frac{\\eta\\lambda}{1+\\alpha}\\right)},\\qquad \\tau=\\frac{1-\\alpha}{4\\eta\\lambda}',
  note: 'With the plain ‖g‖² for h̃ the norm would come out up to 17 % too large: successive gradients are correlated.',
  breaks:
    'Without decay there is no such norm: the angle must fall as 1/√t. With fast decay and momentum the norm must overshoot and ring.',
  sabotage: 'The engine trains without momentum; the prediction keeps α.',
} satisfies FindingText;

const noVanishingGradients = {
  title: 'No vanishing, no exploding',
  claim:
    'Layers that start 20 times too small or 20 times too large come to the same angular update and to comparable gradients.',
  formula: '\\frac{\\lVert g\\rVert}{\\lVert w\\rVert}=\\sqrt{\\frac{2\\lambda(1-\\alpha)}{\\eta}}',
  note: 'It is the update that is restored, not the direction: a start much too small is thrown away by its first step.',
  breaks: 'Without BatchNorm the start decides for good.',
  sabotage: 'The engine decays with 2λ; the prediction keeps λ.',
} satisfies FindingText;

const learningRateCut = {
  title: 'The learning rate cut',
  claim:
    'Divide the learning rate by k: the angle falls to 1/k at once, then climbs back to 1/√k; rescale the weights, and it is there at once.',
  formula:
    '\\frac{\\mathrm{AU}(t)}{\\mathrm{AU}^*_{\\text{new}}}=\\frac{1}{\\sqrt{1+(k-1)e^{-t/\\tau}}},\\qquad w\\leftarrow k^{-1/4}w,\\;\\; v\\leftarrow k^{1/4}v',
  note: 'All branches are forked from one state and see the same batches. The momentum buffer must be multiplied too, and BatchNorm’s running statistics with the weights.',
  breaks:
    'Rescaled without the buffer the first steps are too small; with λ lowered like η the angle stays at 1/k.',
  sabotage: 'The engine cuts at another step than the prediction.',
} satisfies FindingText;

const linearScaling = {
  title: 'Linear scaling',
  claim:
    'Learning rate and batch size times k leave the norm and the sum of squared angles per epoch unchanged; the angle per step grows as √k.',
  formula:
    '(\\eta,B)\\to(k\\eta,kB):\\quad \\mathrm{AU}^*\\to\\sqrt k\\,\\mathrm{AU}^*,\\quad \\textstyle\\sum_{\\text{epoch}}\\mathrm{AU}^2,\\;\\lVert w^*\\rVert\\ \\text{fixed}',
  note: 'That “the angular update is invariant” is often said, and not so: per step it grows. Runs are aligned by samples seen. The norm is invariant as far as the gradient is noise.',
  breaks: 'Scaling the batch without the learning rate leaves the angle per step where it was.',
  sabotage: 'The engine keeps the learning rate of k = 1.',
} satisfies FindingText;

const sharpMinima = {
  title: 'Sharp minima',
  claim:
    'With weight decay the weights do not stay in a minimum that is narrower than about half the equilibrium’s step.',
  formula: 's\\lesssim\\tfrac12\\mathrm{AU}^*=\\sqrt{\\frac{\\eta\\lambda}{2(1+\\alpha)}}',
  note: 'It is not the sharpness that drives them out but the forced step: minima as sharp yet wider hold. And it takes some gradient noise: without any, a point can stay in a narrow one.',
  breaks: 'Without weight decay the point must stop in the narrow well: its steps fade as 1/√t or faster.',
  sabotage: 'The point is moved without weight decay; the prediction keeps λ.',
  checks: {
    leaves: (width: string) => `Width ${width} AU*: steps spent in the well, last half`,
    earliest: (width: string) => `Width ${width} AU*: step at which it leaves`,
    stays: (width: string) => `Width ${width} AU*: steps spent in the well, last half`,
    angle: (width: string) => `Width ${width} AU*: RMS angle per step, last half (rad)`,
    noDecayStays: 'λ = 0: steps spent in the well, last half',
    noDecayStops: 'λ = 0: RMS angle per step, last half (rad)',
  },
  run: (width: string) => `Well of width ${width} AU*`,
  runWithoutDecay: 'Narrow well without decay',
  charts: {
    distance: 'Distance from the narrow well’s centre',
    angle: 'Angle per step',
    steps: 'Step',
    rad: 'rad',
    well: (width: string) => `${width} AU* wide`,
    noDecay: '0.2 AU* wide, λ = 0',
    theory: 'AU*',
  },
} satisfies FindingText & Record<string, unknown>;

const equivalentHyperParameters = {
  title: 'Only ηλ, ‖w₀‖²/η and α matter',
  claim:
    'Weight decay at a constant learning rate is the same training as no decay at an exponentially growing one; and (η, λ, w₀) the same as (cη, λ/c, √c·w₀).',
  formula:
    '\\tilde\\eta_t=\\eta\\,(1-\\eta\\lambda)^{-2t-1},\\qquad (\\eta,\\lambda,w_0)\\sim(c\\eta,\\lambda/c,\\sqrt c\\,w_0)',
  note: 'Exact in exact arithmetic. In float32 training is chaotic: the twins part no faster than two copies that differ by one unit in the last place.',
  breaks: 'BatchNorm’s ε acts at a fixed size: with ε = 1e-5 the twins must part.',
  sabotage: 'The twin’s learning rate grows with twice the exponent.',
} satisfies FindingText;

const failures = {
  title: 'Where it fails, on purpose',
  claim:
    'Training on the full batch with clean labels has no equilibrium: the angle collapses and bursts. A large ε and dead filters break it too.',
  formula:
    '\\mathbb E\\,\\lVert\\tilde g\\rVert^2\\to 0\\;\\Rightarrow\\;\\lVert w\\rVert\\to 0\\;\\Rightarrow\\;\\text{burst}',
  note: 'Once the images are learned the gradient vanishes and decay shrinks the norm until the step is unstable. The theory asks for a gradient that does not vanish.',
  breaks: 'This finding is the break: its verdict is that AU* is missed as it must be.',
  sabotage: 'Fresh noise on the labels: the gradient does not vanish, and the equilibrium comes back.',
} satisfies FindingText;

const publishedRecipes = {
  title: 'The paper’s own settings',
  claim:
    'ImageNet and COCO recipes reach the equilibrium in their first stages only: after the last cuts τ is longer than the training that is left.',
  formula: '\\tau=\\frac{1-\\alpha}{4\\eta\\lambda},\\qquad \\eta\\to\\eta/k:\\;\\tau\\to k\\,\\tau',
  note: 'Computed, not trained: assumes that every recipe starts at its equilibrium and that the unit gradient stays as large as it was.',
  breaks: 'With the weights rescaled at every cut each stage is at its equilibrium from its first step.',
  sabotage: 'The recipes are stepped through with 2λ; the prediction keeps λ.',
} satisfies FindingText;

export const findings = {
  equilibrium,
  'equilibrium-norm': equilibriumNorm,
  'no-vanishing-gradients': noVanishingGradients,
  'learning-rate-cut': learningRateCut,
  'linear-scaling': linearScaling,
  'sharp-minima': sharpMinima,
  'equivalent-hyper-parameters': equivalentHyperParameters,
  failures,
  'published-recipes': publishedRecipes,
};
