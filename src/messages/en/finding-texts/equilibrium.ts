/** Finding 1: the angular update at equilibrium. */
export const equilibrium = {
  title: 'Equilibrium',
  claim:
    'Under BatchNorm and weight decay every layer turns by the same angle per step (root mean square), set by learning rate, weight decay and momentum alone: whatever its width, depth, data or initial norm.',
  formula: '\\mathrm{AU}^*=\\sqrt{\\tfrac{2\\eta\\lambda}{1+\\alpha}}',
  breaks:
    'Without BatchNorm, or in the dense layer, the gradient is not orthogonal to the weights, and there is no such angle. Too short a run has not arrived: the drift of ‖w‖ tells by how much. Nesterov momentum and decoupled decay have equilibria of their own.',
} as const;
