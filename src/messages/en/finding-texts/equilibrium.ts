/** Finding 1: the angular update at equilibrium. */
export const equilibrium = {
  title: 'Equilibrium',
  claim:
    'In every layer under BatchNorm the angle that the weights turn per step settles at one value, set by learning rate, weight decay and momentum alone.',
  formula: '\\mathrm{AU}^*=\\sqrt{\\frac{2\\eta\\lambda}{1+\\alpha}}',
  note: 'The claim is about the root mean square over steps; mean and median lie below it. Dead filters turn no more and are counted apart.',
  breaks:
    'Without BatchNorm, in the dense layer, and in too short a run it must fail. Nesterov momentum and decoupled decay must miss it too, each by its own formula.',
  sabotage: 'The engine decays with 2λ; the prediction keeps λ.',
} as const;
