/** Finding 3: no vanishing and no exploding gradients. */
export const noVanishingGradients = {
  title: 'No vanishing, no exploding',
  claim:
    'Layers that start 20 times too small or 20 times too large come to the same angular update and to comparable gradients.',
  formula: '\\frac{\\lVert g\\rVert}{\\lVert w\\rVert}=\\sqrt{\\frac{2\\lambda(1-\\alpha)}{\\eta}}',
  note: 'It is the update that is restored, not the direction: a start much too small is thrown away by its first step.',
  breaks: 'Without BatchNorm the start decides for good.',
  sabotage: 'The engine decays with 2λ; the prediction keeps λ.',
} as const;
