/** Text of the theory page. Formulas are TeX; the numbers in them are put in where they are shown. */
/** What of an optimizer decides the formula. */
interface FormOfUpdate {
  readonly nesterov: boolean;
  readonly decoupled: boolean;
  readonly dampening: number;
}

export const theory = {
  source: 'Wan, Zhu, Zhang & Sun 2020',
  sourceLink: 'https://arxiv.org/abs/2006.08419',
  lemma: {
    heading: 'Scale invariance.',
    text: 'BatchNorm cancels the length of w. So the gradient is orthogonal to w and shrinks as w grows:',
    formula: '\\langle w,\\nabla L(w)\\rangle=0,\\quad \\nabla L(kw)=\\tfrac1k\\nabla L(w)',
  },
  equilibrium: {
    heading: 'Equilibrium.',
    text: 'The gradient pushes w outward, weight decay pulls it in. In balance the angle per step is set by hyper-parameters alone:',
    /** d is the dampening. With decoupled decay it does not matter. */
    formula: ({ nesterov, decoupled, dampening }: FormOfUpdate) => {
      const factors = [
        nesterov ? '(1+2\\alpha-2\\alpha^3)' : '',
        decoupled ? '(1-\\alpha)' : dampening > 0 ? '(1-d)' : '',
      ].join('');
      return `\\mathrm{AU}^*=\\sqrt{\\tfrac{2\\eta\\lambda${factors}}{1+\\alpha}}`;
    },
    after: 'It is the RMS over steps, the same for every layer and filter; mean and median lie below.',
    noDecay: 'Without weight decay there is none: ‖w‖ grows for ever, and the angle falls as 1/√t.',
    noStep: 'The learning rate is 0: nothing moves.',
    unstable: 'Here there is none: the decay alone throws w past 0, farther at every step.',
  },
  norm: {
    heading: 'Radius.',
    text: 'It does depend on the gradient, through h̃, its mean square freed from ‖w‖:',
    formula:
      '\\lVert w^*\\rVert^4=\\frac{\\eta\\,\\tilde h}{\\lambda(1-\\alpha)\\left(2-\\frac{\\eta\\lambda}{1+\\alpha}\\right)}',
    heavyBall:
      'This, and τ below, are heavy ball’s with coupled decay; the lab uses the forms that belong to this run’s optimizer.',
  },
  transient: {
    heading: 'On the way there.',
    text: 'While h̃ is constant, what is missing shrinks by e every τ steps:',
    formula:
      '\\tfrac{\\mathrm{AU}(t)}{\\mathrm{AU}^*}=\\Big(1+\\big(\\tfrac{\\mathrm{AU}^{*2}}{\\mathrm{AU}_0^2}-1\\big)e^{-t/\\tau}\\Big)^{-1/2}\\!,\\;\\; \\tau=\\tfrac{1-\\alpha}{4\\eta\\lambda}',
    chart: 'AU(t) for the chosen hyper-parameters',
    chartDescription: (target: string, tau: string) =>
      `Predicted angular update over steps: from four times and from a quarter of its equilibrium, ${target} rad, both meet it within a few times τ = ${tau} steps.`,
    fromAbove: 'from 4 AU*',
    fromBelow: 'from AU*/4',
    without: {
      noDecay: 'λ = 0: ever slower',
      noStep: 'η = 0: nothing moves',
      unstable: 'No equilibrium: the decay alone is unstable',
    },
    axisSteps: 'steps',
    axisAngle: 'AU (rad)',
  },
  limits: {
    heading: 'Where it must fail',
    items: [
      'layers without BatchNorm (dense: control)',
      'before about 3τ, and while ‖g‖ changes fast',
      'dead filters: no gradient, they only shrink',
      'a vanishing loss: angles collapse, then burst',
      'tiny pre-BN variance: ε breaks the invariance',
    ],
  },
  rings: 'These values ring: momentum makes ‖w‖ overshoot before it settles.',
} as const;
