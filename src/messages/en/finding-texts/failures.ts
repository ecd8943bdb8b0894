/** Finding 8: where it fails, on purpose. */
export const failures = {
  title: 'Where it fails, on purpose',
  claim:
    'Training on the full batch with clean labels has no equilibrium: the angle collapses and bursts. A large ε and dead filters break it too.',
  formula:
    '\\mathbb E\\,\\lVert\\tilde g\\rVert^2\\to 0\\;\\Rightarrow\\;\\lVert w\\rVert\\to 0\\;\\Rightarrow\\;\\text{burst}',
  note: 'Once the images are learned the gradient vanishes and decay shrinks the norm until the step is unstable. The theory asks for a gradient that does not vanish.',
  breaks: 'This finding is the break: its verdict is that AU* is missed as it must be.',
  sabotage:
    'Nothing is made to fail: many images with noisy labels, the usual ε, no decay of BatchNorm’s scale. The equilibrium is there.',
  runs: {
    fullBatch: 'Full batch of 96 clean images',
    largeEpsilon: 'ε = 1',
    deadFilters: 'Decay of BatchNorm’s scale',
  },
  checks: {
    median: 'Full batch: median AU/AU*',
    tail: 'Full batch: 95 % quantile of AU over its median',
    cosine: (layer: string) => `ε = 1, ${layer}: median |cos(w, g)|`,
    radial: (layer: string) => `ε = 1, ${layer}: AU (rad, RMS), predicted from ⟨w, g⟩`,
    dead: (filters: number) => `Decaying scale: dead filters of ${filters} at the end`,
    deadAngle: 'Dead filters, in stretches of 25 steps: median AU/AU*',
    deadNorm: 'Dead filters, where below AU*/10: median of −d ln‖w‖/dt per step',
  },
  charts: {
    angle: 'Angular update (RMS over the layers)',
    loss: 'Loss of the full batch',
    steps: 'steps',
    radians: 'rad',
    nats: 'nats',
    length: '‖w‖ of the first layer’s filters',
    filter: (filter: number) => `filter ${filter}`,
    predicted: 'AU*',
  },
} as const;
