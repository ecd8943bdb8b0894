/** Finding 5: linear scaling. */
export const linearScaling = {
  title: 'Linear scaling',
  claim:
    'Learning rate and batch size times k leave the norm and the sum of squared angles per epoch unchanged; the angle per step grows as √k.',
  formula:
    '(\\eta,B)\\to(k\\eta,kB):\\quad \\mathrm{AU}^*\\to\\sqrt k\\,\\mathrm{AU}^*,\\quad \\textstyle\\sum_{\\text{epoch}}\\mathrm{AU}^2,\\;\\lVert w^*\\rVert\\ \\text{fixed}',
  note: 'That “the angular update is invariant” is often said, and not so: per step it grows. Runs are aligned by samples seen. The norm is invariant as far as the gradient is noise.',
  breaks: 'Scaling the batch without the learning rate leaves the angle per step where it was.',
  sabotage: 'The engine keeps the learning rate of k = 1.',
} as const;
