/** Text of the theory page. Formulas are TeX; the numbers in them are put in where they are shown. */
export const theory = {
  title: 'Spherical Motion Dynamics in one screen',
  source: 'Wan, Zhu, Zhang & Sun 2020',
  sourceLink: 'https://arxiv.org/abs/2006.08419',
  lemma: {
    heading: 'Scale invariance',
    text: 'BatchNorm cancels the length of the weights in front of it. So the gradient is orthogonal to them, and shrinks as they grow:',
    formula: '\\langle w,\\nabla L(w)\\rangle=0,\\qquad \\nabla L(kw)=\\tfrac1k\\nabla L(w)',
  },
  equilibrium: {
    heading: 'Equilibrium',
    text: 'Gradient steps push w outward, weight decay pulls it in. Where both balance, only hyper-parameters are left in the angle turned per step:',
    formula: '\\mathrm{AU}^*=\\sqrt{\\frac{2\\eta\\lambda}{1+\\alpha}}',
    nesterovFormula: '\\mathrm{AU}^*=\\sqrt{2\\eta\\lambda\\,\\frac{1+2\\alpha-2\\alpha^3}{1+\\alpha}}',
    after:
      'The same for every layer and filter, whatever its size, its data or the loss. It is the RMS over steps; mean and median lie below.',
    noDecay: 'Without weight decay there is no equilibrium: ‖w‖ grows for ever, and the angle falls as 1/√t.',
  },
  norm: {
    heading: 'Radius',
    text: 'The radius does depend on the gradient (h̃ is its mean square, freed from ‖w‖):',
    formula:
      '\\lVert w^*\\rVert^4=\\frac{\\eta\\,\\mathrm E\\tilde h}{\\lambda(1-\\alpha)\\left(2-\\frac{\\eta\\lambda}{1+\\alpha}\\right)}',
  },
  transient: {
    heading: 'On the way there',
    text: 'With L constant, the distance from equilibrium shrinks by e every τ steps:',
    formula:
      '\\mathrm{AU}(t)=\\frac{\\mathrm{AU}^*}{\\sqrt{1+\\left((\\mathrm{AU}^*/\\mathrm{AU}_0)^2-1\\right)e^{-t/\\tau}}}',
    timeConstantFormula: '\\tau=\\frac{1-\\alpha}{4\\eta\\lambda}',
    chart: 'AU(t) for the chosen hyper-parameters',
    chartDescription: (target: string, tau: string) =>
      `Predicted angular update over steps: from four times and from a quarter of its equilibrium, ${target} rad, both meet it within a few times τ = ${tau} steps.`,
    fromAbove: 'from 4 AU*',
    fromBelow: 'from AU*/4',
    limitLaw: 'λ = 0: ever slower',
    axisSteps: 'steps',
    axisAngle: 'AU (rad)',
  },
  limits: {
    heading: 'Where it must fail',
    items: [
      'Layers that no BatchNorm follows, such as the last, dense one: the control.',
      'Before about 3τ steps, or while the loss still moves ‖g‖ quickly: the norm drifts.',
      'Filters whose gradient is zero (dead): they only shrink.',
      'A vanishing loss (few images, no label noise): the angle collapses, then bursts.',
      'Very small pre-BN variance: BN’s ε breaks the invariance.',
    ],
  },
  rings: 'These values ring: momentum makes ‖w‖ overshoot before it settles.',
} as const;
