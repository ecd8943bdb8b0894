/** The update rule that a config's optimizer follows, in the theory's words. */
import type { OptimizerConfig } from '../../config/run-config';
import type { UpdateRule } from '../../theory/hyper-parameters';

export function updateRuleOf(optimizer: OptimizerConfig): UpdateRule {
  const { nesterov, dampening, decayForm, learningRateIn } = optimizer;
  return {
    nesterov,
    dampening,
    decoupled: decayForm === 'decoupled',
    learningRateInBuffer: learningRateIn === 'buffer',
  };
}
