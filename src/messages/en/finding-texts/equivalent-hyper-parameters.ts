/** Finding 7: which hyper-parameters matter. */
export const equivalentHyperParameters = {
  title: 'Only ηλ, ‖w₀‖²/η and α matter',
  claim:
    'Weight decay at a constant learning rate is the same training as no decay at an exponentially growing one; and (η, λ, w₀) the same as (cη, λ/c, √c·w₀).',
  formula:
    '\\tilde\\eta_t=\\eta\\,(1-\\eta\\lambda)^{-2t-1},\\qquad (\\eta,\\lambda,w_0)\\sim(c\\eta,\\lambda/c,\\sqrt c\\,w_0)',
  note: 'Exact in exact arithmetic. In float32 the twins stay equal up to rounding until one ReLU turns on in only one of them. Copies that start one unit in the last place apart part likewise.',
  breaks: 'BatchNorm’s ε acts at a fixed size: with ε = 1e-5 the twins must part.',
  sabotage: 'The engine decays with 2λ; the twins are made for λ.',
  pairs: {
    growingRate: 'No decay, growing η',
    scaled: '(3η, λ/3, √3·w₀)',
    withEpsilon: 'No decay, growing η, ε = 1e-5',
    otherProduct: '(3η, λ, √3·w₀)',
  },
  copy: 'Copy, one unit in the last place apart',
  checks: {
    loss: (pair: string) => `${pair}: largest difference of the losses in 200 steps, float64 (nats)`,
    angle: (pair: string) => `${pair}: largest angle between the weights in 200 steps, float64 (rad)`,
    forks: (pair: string) =>
      `${pair}: largest difference of the losses in 10 steps from a common state, float32, median of 12 (nats)`,
  },
  charts: {
    exact: 'Float64',
    single: 'Float32',
    forks: 'Float32, from a common state every 10 steps',
    steps: 'steps',
    nats: 'Difference of the losses (nats)',
    copies: (pair: string) => `${pair}: copy one unit in the last place apart`,
  },
} as const;
