/** One layer: its ratio with its uncertainty, drawn on a small scale, and whether it has settled. */
import { useId } from 'react';
import type { TensorDescription } from '../../../engine/telemetry/step-batch';
import type { TensorReadout } from '../../../lab/tensor-readout';
import { messages } from '../../../messages';
import { formatSignificant } from '../../../messages/format';
import { layerName } from '../../layer-name';
import { type LayerState, layerState } from './layer-state';
import { RatioScale } from './RatioScale';

const text = messages.readouts;

interface LayerRowProps {
  readonly tensor: TensorDescription;
  readonly readout: TensorReadout;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

export function LayerRow({ tensor, readout, selected, onSelect }: LayerRowProps) {
  const state = layerState(readout);
  const hint = hintOf(state);
  const hintId = useId();
  const { ratio, standardError, measured } = readout;
  return (
    <div className="layer-row" data-selected={selected || undefined} title={hint}>
      {/* The button covers the row; its name is the layer's alone. */}
      <button
        type="button"
        className="layer-name"
        aria-pressed={selected}
        aria-describedby={hint && hintId}
        onClick={onSelect}
      >
        {layerName(tensor.name)}
      </button>
      <span className="layer-ratio">
        {ratio !== null && standardError !== null
          ? text.uncertainty(ratio, standardError)
          : measured !== null
            ? `${formatSignificant(measured)} ${text.radians}`
            : ''}
      </span>
      <span className="layer-state" data-state={state.kind}>
        {stateText(state)}
      </span>
      {hint && (
        <span id={hintId} hidden>
          {hint}
        </span>
      )}
      {ratio !== null && <RatioScale ratio={ratio} standardError={standardError ?? 0} />}
    </div>
  );
}

function stateText(state: LayerState): string {
  return state.kind === 'moving' ? text.stepsToGo(state.steps) : text.states[state.kind];
}

function hintOf(state: LayerState): string | undefined {
  if (state.kind === 'control') return text.controlHint;
  return state.kind === 'noEquilibrium' ? text.noEquilibriumHint : undefined;
}
