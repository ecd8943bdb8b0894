/** Finding 2: the norm at equilibrium, and the way there. */
export const equilibriumNorm = {
  title: 'Equilibrium norm',
  claim:
    'The norm settles where the gradient’s outward push and the decay balance, and the way there takes τ steps per factor e.',
  formula:
    '\\lVert w^*\\rVert^4=\\frac{\\eta\\,\\tilde h}{\\lambda(1-\\alpha)\\left(2-\\frac{\\eta\\lambda}{1+\\alpha}\\right)},\\qquad \\tau=\\frac{1-\\alpha}{4\\eta\\lambda}',
  note: 'With the plain ‖g‖² for h̃ the norm would come out up to 17 % too large: successive gradients are correlated.',
  breaks:
    'Without decay there is no such norm: the angle must fall as 1/√t. With fast decay and momentum the norm must overshoot and ring.',
  sabotage: 'The engine trains without momentum; the prediction keeps α.',
} as const;
