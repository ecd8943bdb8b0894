/** Finding 5: linear scaling. */
export const linearScaling = {
  title: 'Linear scaling',
  claim:
    'Learning rate and batch size times k leave the norm and the sum of squared angles per epoch unchanged; the angle per step grows as √k.',
  formula:
    '(\\eta,B)\\to(k\\eta,kB):\\quad \\mathrm{AU}^*\\to\\sqrt k\\,\\mathrm{AU}^*,\\quad \\textstyle\\sum_{\\text{epoch}}\\mathrm{AU}^2,\\;\\lVert w^*\\rVert\\ \\text{fixed}',
  note: 'That “the angular update is invariant” is often said, and not so: per step it grows. Runs are aligned by samples seen. The norm is invariant as far as the gradient is noise, and so is the angle turned over the same samples: in the narrow first layer, where gradients agree over many steps, k = 16 turns up to a third further.',
  breaks:
    'The angle per step does not stay as it is: it must grow as √k. And with a gradient that is signal, not noise, the norm would grow, too, up to k^¼.',
  sabotage: 'The engine keeps the learning rate of k = 1.',
  lead: 'To the common start',
  run: (k: number) => `k = ${k}`,
  checks: {
    angle: (k: number) => `k = ${k}: AU per step, over that of k = 1`,
    squaresPerEpoch: (k: number) => `k = ${k}: sum of AU² per epoch, over that of k = 1`,
    norm: (k: number) => `k = ${k}: ‖w‖, over that of k = 1`,
    netAngle: (k: number, samples: number, spans: number) =>
      `k = ${k}: angle that the last convolution turns over the same ${samples} samples, over that of k = 1 (RMS of ${spans} spans)`,
  },
  charts: {
    angle: 'Angular update per step (RMS over the layers)',
    norm: 'Norm of the last convolution',
    samples: 'samples since the common start',
    radians: 'rad',
    length: '‖w‖',
    target: (k: number) => `AU* of k = ${k}`,
  },
} as const;
