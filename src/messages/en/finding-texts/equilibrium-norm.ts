/** Finding 2: the norm at equilibrium, and the way there. */
export const equilibriumNorm = {
  title: 'Equilibrium norm',
  claim:
    'The norm settles where the gradient’s outward push and the decay balance, and what is missing shrinks by e every τ steps.',
  formula:
    '\\lVert w^*\\rVert^4=\\frac{\\eta\\,\\tilde h}{\\lambda(1-\\alpha)\\left(2-\\frac{\\eta\\lambda}{1+\\alpha}\\right)},\\qquad \\tau=\\frac{1-\\alpha}{4\\eta\\lambda}',
  note: 'h̃ = ‖w‖²(‖g‖² + 2α⟨v,g⟩): with the plain ‖w‖²‖g‖² the norm would come out up to 17 % too large, since successive gradients are correlated. A prediction from the first step on must assume that the gradient’s size stays what it was. The ringing is predicted from η, λ and α alone; the measured norm is divided by what the recursion makes of the measured h̃ without the multiplication. What the scatter of h̃ does to a single ringing averages out over eight forks. What stays is that h̃ answers: weights that were made long turn slowly, the loss falls for some 20 steps, and h̃ is still low when the norm has come down. By that the ringing comes out up to a quarter larger than at constant h̃; at the forks’ mean h̃ the recursion has its size.',
  breaks:
    'Without decay there is no such norm: it grows by what h̃ adds, and the angle must fall, as 1/√t where h̃ is constant. With fast decay and momentum the norm must overshoot and ring, and with gentle decay it must not.',
  sabotage: 'The engine trains without momentum; the prediction keeps α.',
  runs: {
    approach: 'the way to equilibrium',
    fastDecay: 'fast decay',
    perturbed: 'fast decay, weights multiplied',
    withoutDecay: 'no weight decay',
  },
  checks: {
    norm: (layer: string) => `‖w‖² of ${layer}`,
    timeConstant: (layer: string) => `τ of ${layer} (steps)`,
    recursion: (layer: string) => `AU of ${layer} by the recursion with measured h̃, mean error`,
    averagedRecursion: (layer: string) =>
      `AU of ${layer} by the recursion with h̃ averaged over 10 steps, mean error`,
    crossing: (layer: string, forks: number) =>
      `Fast decay, w × 2: ‖w‖ of ${layer} falls through what it would be unmultiplied (steps), mean of ${forks} forks`,
    ringing: (layer: string, forks: number) =>
      `Fast decay, w × 2: oscillation of ${layer} behind it over the one at constant h̃, mean of ${forks} forks`,
    drivenRinging: (layer: string, forks: number) =>
      `Fast decay, w × 2: oscillation of ${layer} behind it over the one at the forks’ mean h̃, mean of ${forks} forks`,
    noRinging: 'Gentle decay, start × 3: most that ln‖w‖² of any layer falls below what it would be from × 1',
    fading: (layer: string) => `Decay taken away: AU of ${layer}, 300 to 400 steps later (rad)`,
    noEquilibrium: (layer: string) => `Decay taken away: AU of ${layer} by then over AU*`,
  },
  charts: {
    norms: 'Norm on the way',
    angles: (layer: string) => `Angular update of ${layer}`,
    ringing: 'Ringing after w × 2',
    fading: 'Weight decay taken away',
    steps: 'steps',
    norm: '‖w‖/‖w*‖',
    angle: 'AU (rad)',
    logNorm: 'ln(‖w‖²/‖w‖² unmultiplied)',
    theory: 'theory, constant h̃',
    driven: 'recursion, the forks’ mean h̃',
    mean: (layer: string, forks: number) => `${layer}, mean of ${forks}`,
    recursion: 'recursion, averaged h̃',
    measured: 'measured',
    settled: '‖w*‖',
    limit: 'from AU* towards 1/√t',
  },
} as const;
