/** The hyper-parameters of the convolutions' next step as the sliders stand, and the form of the update they act in. */
import { useMemo } from 'react';
import { updateRuleOf } from '../../engine/optimizer/update-rule';
import { presentHyperParameters } from '../../lab/lab-state';
import { convolutionHyper } from '../../lab/theory-line';
import type { HyperParameters, UpdateRule } from '../../theory/hyper-parameters';
import { useLabState } from './use-lab';

export function useTheory(): { readonly hyper: HyperParameters; readonly rule: UpdateRule } {
  const config = useLabState((state) => state.run?.config ?? state.staged);
  const learningRate = useLabState((state) => presentHyperParameters(state).learningRate);
  const weightDecay = useLabState((state) => presentHyperParameters(state).weightDecay);
  const momentum = useLabState((state) => presentHyperParameters(state).momentum);
  return useMemo(
    () => ({
      hyper: convolutionHyper(config, { learningRate, weightDecay, momentum }),
      rule: updateRuleOf(config.optimizer),
    }),
    [config, learningRate, weightDecay, momentum],
  );
}
