/** Finding 7: which hyper-parameters matter. */
export const equivalentHyperParameters = {
  title: 'Only ηλ, ‖w₀‖²/η and α matter',
  claim:
    'Weight decay at a constant learning rate is the same training as no decay at an exponentially growing one; and (η, λ, w₀) the same as (cη, λ/c, √c·w₀).',
  formula:
    '\\tilde\\eta_t=\\eta\\,(1-\\eta\\lambda)^{-2t-1},\\qquad (\\eta,\\lambda,w_0)\\sim(c\\eta,\\lambda/c,\\sqrt c\\,w_0)',
  note: 'Exact in exact arithmetic. In float32 training is chaotic: the twins part no faster than two copies that differ by one unit in the last place.',
  breaks: 'BatchNorm’s ε acts at a fixed size: with ε = 1e-5 the twins must part.',
  sabotage: 'The twin’s learning rate grows with twice the exponent.',
} as const;
