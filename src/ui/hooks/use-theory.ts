/** The hyper-parameters that the sliders stand at, and the form of the update that they act in. */
import { useMemo } from 'react';
import { type HyperParameters, heavyBall, type UpdateRule } from '../../theory/hyper-parameters';
import { useLabState } from './use-lab';

export function useTheory(): { readonly hyper: HyperParameters; readonly rule: UpdateRule } {
  const hyper = useLabState((state) => state.hyperParameters);
  const nesterov = useLabState((state) => (state.run?.config ?? state.staged).optimizer.nesterov);
  return useMemo(() => ({ hyper, rule: { ...heavyBall, nesterov } }), [hyper, nesterov]);
}
