/** What the theory says of the chosen hyper-parameters: whether there is an equilibrium, and whether it is overshot. */
import { equilibriumAngularUpdate } from '../../../theory/equilibrium';
import { type HyperParameters, intakeShare, type UpdateRule } from '../../../theory/hyper-parameters';
import { slowestNormMode } from '../../../theory/ringing';

export type Regime =
  | 'settles'
  /** λ = 0: the norm grows for ever. */
  | 'noDecay'
  /** η = 0, or all of the gradient is kept out of the buffer. */
  | 'noStep'
  /** The decay alone is unstable, ηλ/(1+α) > 2 for heavy ball. */
  | 'unstable';

export function regimeOf(hyper: HyperParameters, rule: UpdateRule): Regime {
  if (hyper.learningRate === 0 || intakeShare(hyper.momentum, rule) === 0) return 'noStep';
  if (hyper.weightDecay === 0) return 'noDecay';
  return Number.isNaN(equilibriumAngularUpdate(hyper, rule)) ? 'unstable' : 'settles';
}

/** Whether ‖w‖ overshoots its equilibrium; known for heavy ball with coupled decay only. SGD does not ring. */
export function rings(hyper: HyperParameters, rule: UpdateRule): boolean {
  if (rule.nesterov || rule.decoupled || hyper.momentum === 0 || regimeOf(hyper, rule) !== 'settles')
    return false;
  const learningRate = hyper.learningRate * intakeShare(hyper.momentum, rule);
  return Number.isFinite(slowestNormMode({ ...hyper, learningRate }).period);
}
