/** Finding 6: which minima hold a weight that must turn by AU* at every step. */
export const sharpMinima = {
  title: 'Sharp minima',
  claim:
    'With weight decay a weight does not stay in a minimum narrower than about half the equilibrium’s step.',
  formula:
    's<\\tfrac12\\,\\mathrm{AU}^*=\\sqrt{\\tfrac{\\eta\\lambda}{2(1+\\alpha)}}\\;\\Rightarrow\\;\\text{it leaves}',
  breaks:
    'Without weight decay the steps fade, and the point must stop in the narrow well. Gradient noise is part of the claim: without any, a point can stay balanced in a narrow well. Wider wells hold, however steep.',
  sabotage: 'The point moves without weight decay; the prediction keeps λ.',
  checks: {
    share: (width: string) => `Well of ${width} AU*: share of the last half spent in it`,
    departure: (width: string) => `Well of ${width} AU*: step at which it is left`,
    angle: (width: string) => `Well of ${width} AU*: RMS angle per step, last half (rad)`,
    shareWithoutDecay: (width: string) => `λ = 0, well of ${width} AU*: share of the last half spent in it`,
    angleWithoutDecay: (width: string) => `λ = 0, well of ${width} AU*: RMS angle per step, last half (rad)`,
  },
  walk: (width: string, decays: boolean) => `well of ${width} AU*${decays ? '' : ', λ = 0'}`,
  charts: {
    distance: 'Angle from the well’s centre',
    angle: 'Angle per step (RMS)',
    steps: 'steps',
    radians: 'rad',
    target: 'AU*',
    fade: 'fastest fade without decay, 1/√t',
  },
} as const;
