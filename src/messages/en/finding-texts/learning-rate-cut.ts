/** Finding 4: the cut of the learning rate. */

interface Stretch {
  readonly from: number;
  readonly to: number;
}

export const learningRateCut = {
  title: 'The learning rate cut',
  claim:
    'Divide the learning rate by k: the angle falls to 1/k at once, then climbs back to 1/√k; rescale the weights, and it is there at once.',
  formula:
    '\\frac{\\mathrm{AU}(t)}{\\mathrm{AU}^*_{\\text{new}}}=\\frac{1}{\\sqrt{1+(k-1)e^{-t/\\tau}}},\\qquad w\\leftarrow k^{-1/4}w,\\;\\; v\\leftarrow k^{1/4}v',
  note: 'All branches of a fork start from one state and see the same batches; the last fork is drawn. The theory is about a mean, so the first steps are averaged over forks from several states. While the loss falls to its new floor, successive gradients agree more than they did, and the angle lies above the closed form, by a quarter at first: the climb is compared from step 20 on. The momentum buffer must be multiplied too, and BatchNorm’s running statistics with the weights.',
  breaks:
    'Rescaled without the buffer the first steps are too small; with λ lowered like η the angle stays at 1/k.',
  sabotage: 'The engine cuts 20 steps later than the prediction.',
  branches: {
    before: 'Before the cut',
    uncut: 'No cut',
    cut: 'η/10',
    rescaled: 'η/10, weights and buffer rescaled',
    bufferKept: 'η/10, weights rescaled, buffer kept',
    decayFollows: 'η/10 and λ/10',
  },
  checks: {
    firstStep: (branch: string, forks: number) =>
      `${branch}: AU of the first step, over that without a cut, mean of ${forks} forks`,
    window: (branch: string, { from, to }: Stretch) => `${branch}, steps ${from}–${to}: AU/AU* of the new η`,
    forkWindow: (branch: string, { from, to }: Stretch, forks: number) =>
      `${branch}, steps ${from}–${to}: AU/AU* of the new η, RMS of ${forks} forks`,
    loss: ({ from, to }: Stretch) =>
      `Loss after the cut minus loss without it, steps ${from}–${to} (standard errors)`,
    bufferKept: (forks: number) =>
      `Buffer kept, first step: AU of the last convolution over that with it rescaled, RMS of ${forks} forks`,
    normKept: ({ from, to }: Stretch) => `η/10 and λ/10, steps ${from}–${to}: ‖w‖ over that at the cut`,
    angleKept: ({ from, to }: Stretch) =>
      `η/10 and λ/10, steps ${from}–${to}: AU over that before, at equal ‖g̃‖ and the ‖w‖ of the cut`,
  },
  charts: {
    angle: 'Angular update (RMS over the layers)',
    loss: 'Loss',
    steps: 'steps after the cut',
    radians: 'rad',
    nats: 'nats',
    predicted: 'closed form',
  },
} as const;
