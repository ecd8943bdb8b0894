/** Finding 1: the angular update at equilibrium. */

const hyperParameters = (learningRate: number, weightDecay: number, momentum: number) =>
  `η ${learningRate}, λ ${weightDecay}, α ${momentum}`;

export const equilibrium = {
  title: 'Equilibrium',
  claim:
    'In every layer under BatchNorm the angle that the weights turn per step settles at one value, set by learning rate, weight decay and momentum alone.',
  formula: '\\mathrm{AU}^*=\\sqrt{\\frac{2\\eta\\lambda}{1+\\alpha}}',
  note: 'The claim is about the root mean square over steps; mean and median lie below it. Dead filters turn no more and are counted apart.',
  breaks:
    'Without BatchNorm and in the dense layer the gradient has a part along the weights, which acts as a weight decay of its own. Too short a run has not arrived: the drift of ‖w‖ tells by how much. Nesterov momentum (+16 %) and decoupled decay (−68 %) have equilibria of their own.',
  sabotage: 'The engine decays with 2λ; the prediction keeps λ.',
  runs: {
    grid: hyperParameters,
    nesterov: 'Nesterov momentum',
    decoupled: 'decoupled decay',
    tooShort: 'too short a run',
    withoutBatchNorm: 'no BatchNorm',
  },
  dense: 'dense layer',
  layerOf: (run: string, layer: string) => `${run}, ${layer}`,
  checks: {
    settled: (run: string, layer: string) => `${run}: AU of ${layer} (rad)`,
    drifting: (run: string, layer: string) =>
      `${run}: AU of ${layer} by its mean step, ‖w‖ still drifting (rad)`,
    filterMedian: (run: string, layer: string) => `${run}: median of ${layer}’s filters, AU/AU*`,
    filterLow: (run: string, layer: string) => `${run}: 10 % of ${layer}’s filters lie below, AU/AU*`,
    filterHigh: (run: string, layer: string) => `${run}: 10 % of ${layer}’s filters lie above, AU/AU*`,
    nesterov: (layer: string) => `Nesterov over heavy ball, AU of ${layer}`,
    decoupled: (layer: string) => `Decoupled decay: AU of ${layer} (rad)`,
    decoupledMiss: (layer: string) => `Decoupled decay: AU of ${layer} over the coupled AU*`,
    tooShort: (layer: string) => `Too short a run: AU of ${layer} over AU*`,
    tooShortExplained: (layer: string) => `Too short a run: AU of ${layer} by the drift law (rad)`,
    orthogonal: (layer: string) => `Cosine of w and ∇L in ${layer}, median`,
    notOrthogonal: (what: string) => `${what}: cosine of w and ∇L, median`,
    misses: (what: string) => `${what}: AU over AU*`,
    radial: (what: string) => `${what}: AU with the gradient’s part along w (rad)`,
  },
  charts: {
    diagonal: 'Measured over predicted',
    predicted: 'AU* (rad)',
    measured: 'AU, RMS (rad)',
    theory: 'AU*',
    run: (run: string) => `Angular update: ${run}`,
    steps: 'steps',
    filters: (run: string, dead: number) => `Filters, ${run}: ${dead} dead`,
    share: 'share of the filters below',
    ratio: 'AU/AU*',
  },
} as const;
