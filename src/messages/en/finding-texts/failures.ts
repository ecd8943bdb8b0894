/** Finding 8: where it fails, on purpose. */
export const failures = {
  title: 'Where it fails, on purpose',
  claim:
    'Training on the full batch with clean labels has no equilibrium: the angle collapses and bursts. A large ε and dead filters break it too.',
  formula:
    '\\mathbb E\\,\\lVert\\tilde g\\rVert^2\\to 0\\;\\Rightarrow\\;\\lVert w\\rVert\\to 0\\;\\Rightarrow\\;\\text{burst}',
  note: 'Once the images are learned the gradient vanishes and decay shrinks the norm until the step is unstable. The theory asks for a gradient that does not vanish.',
  breaks: 'This finding is the break: its verdict is that AU* is missed as it must be.',
  sabotage: 'Fresh noise on the labels: the gradient does not vanish, and the equilibrium comes back.',
} as const;
