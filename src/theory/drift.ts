/** The angular update of a weight whose norm still drifts: explains a distance from AU*, as long as it is small. */
import { intrinsicRate } from './equilibrium';
import { type HyperParameters, heavyBall, type UpdateRule } from './hyper-parameters';
import { impulseResponse } from './impulse-response';

/**
 * AU = √((S₂/S₁²)·(2X + d ln‖w‖²/dt)), for coupled heavy ball √([2ηλ + (1−α)·d ln‖w‖²/dt]/(1+α)), in rad.
 * Derived: eliminate L from dR/dt = −2X·R + (ηS₁)²L/R and AU² = η²S₂L/R² (equilibrium.ts).
 * First order in the drift and blind to the buffer's filling: 0.3 to 1.2 of the truth in the first 100 steps of a
 * real run, within 2 % once ‖w‖ changes slowly over 1/(1−α) steps. What is exact at every step is identity.ts.
 * @param logNormSquaredRate d ln‖w‖²/dt per step, from measured norms. If L changes as e^(st) it tends to s/2.
 * @returns NaN where the norm shrinks faster than decay alone would make it: the law does not apply there.
 */
export function angularUpdateWithDrift(
  hyper: HyperParameters,
  logNormSquaredRate: number,
  rule: UpdateRule = heavyBall,
): number {
  const { sum, energy } = impulseResponse(hyper.momentum, rule);
  return Math.sqrt((energy / sum ** 2) * (2 * intrinsicRate(hyper, rule) + logNormSquaredRate));
}
