/** Finding 3: no vanishing and no exploding gradients. */
export const noVanishingGradients = {
  title: 'No vanishing, no exploding',
  claim:
    'Layers that start 20 times too small or 20 times too large come to the same angular update and to comparable gradients.',
  formula: '\\frac{\\lVert g\\rVert}{\\lVert w\\rVert}=\\sqrt{\\frac{2\\lambda(1-\\alpha)}{\\eta}}',
  note: 'It is the update that is restored, not the direction: a start much too small is thrown away by its first step.',
  breaks:
    'Without BatchNorm the gradient of each of L layers that start s times too small is smaller by s^(L−1), and its angle by s^(L−2). The weights stay there until decay has taken them away or the loss pulls them out, which may take hundreds of steps.',
  sabotage: 'The engine decays with 2λ; the prediction keeps λ.',
  run: (scales: string) => `Initial weights times ${scales}`,
  control: (scale: number) => `No BatchNorm, initial weights times ${scale}`,
  layer: (layer: string, scale: string) => `${layer} started at ×${scale}`,
  checks: {
    angle: (layer: string) => `${layer}: AU of the median live filter (rad, of ‖Δw‖²’s mean over ‖w‖²’s)`,
    gradient: (layer: string) => `${layer}: √h̃/‖w‖², that is ‖g‖/‖w‖ with successive gradients’ correlation`,
    controlGradient: (scale: number, other: number) =>
      `No BatchNorm: first gradient of all layers started at ×${scale} over that at ×${other}`,
    control: (scale: number, steps: number) =>
      `No BatchNorm: AU of all layers started at ×${scale} over that at ×1, first ${steps} steps`,
  },
  charts: {
    angle: 'Angular update',
    gradient: '‖g‖/‖w‖',
    steps: 'steps',
    radians: 'rad',
    ratio: '‖g‖/‖w‖',
    predicted: 'theory',
  },
} as const;
