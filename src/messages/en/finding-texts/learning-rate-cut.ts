/** Finding 4: the cut of the learning rate. */
export const learningRateCut = {
  title: 'The learning rate cut',
  claim:
    'Divide the learning rate by k: the angle falls to 1/k at once, then climbs back to 1/√k; rescale the weights, and it is there at once.',
  formula:
    '\\frac{\\mathrm{AU}(t)}{\\mathrm{AU}^*_{\\text{new}}}=\\frac{1}{\\sqrt{1+(k-1)e^{-t/\\tau}}},\\qquad w\\leftarrow k^{-1/4}w,\\;\\; v\\leftarrow k^{1/4}v',
  note: 'All branches are forked from one state and see the same batches. The momentum buffer must be multiplied too, and BatchNorm’s running statistics with the weights.',
  breaks:
    'Rescaled without the buffer the first steps are too small; with λ lowered like η the angle stays at 1/k.',
  sabotage: 'The engine cuts at another step than the prediction.',
} as const;
