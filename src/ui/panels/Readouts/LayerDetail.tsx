/** The selected layer in full, and in a sentence what its numbers mean. */
import { useId } from 'react';
import type { TensorDescription } from '../../../engine/telemetry/step-batch';
import type { TensorReadout } from '../../../lab/tensor-readout';
import { messages } from '../../../messages';
import { formatCount, formatFixed, formatSignificant } from '../../../messages/format';
import { layerName } from '../../layer-name';
import { identityHolds, layerState, scaleInvarianceHolds } from './layer-state';

const text = messages.readouts;
const detail = text.detail;

interface LayerDetailProps {
  readonly tensor: TensorDescription;
  readonly readout: TensorReadout;
  /** Number of filters whose gradient has vanished. */
  readonly dead: number;
}

export function LayerDetail({ tensor, readout, dead }: LayerDetailProps) {
  const identityHintId = useId();
  const { norm, equilibriumNorm, identityRatio, identityWorst, scaleDeviation, scaleRatio } = readout;
  const radians = (value: number | null) =>
    value === null ? text.none : `${formatSignificant(value)} ${text.radians}`;
  const rows: readonly (readonly [name: string, value: string, kind?: 'measured' | 'theory'])[] = [
    [detail.measured, radians(readout.measured), 'measured'],
    [detail.theory, radians(readout.theory), 'theory'],
    [detail.window, readout.windowSteps > 0 ? text.stepCount(readout.windowSteps) : text.none],
    [
      detail.norm,
      norm === null
        ? text.none
        : equilibriumNorm === null
          ? formatSignificant(norm)
          : detail.normOver(formatSignificant(norm), formatSignificant(equilibriumNorm)),
    ],
    [
      detail.cosine,
      readout.medianAbsCosine === null ? text.none : formatSignificant(readout.medianAbsCosine, 2),
    ],
    [
      detail.identity,
      identityRatio === null || identityWorst === null
        ? text.none
        : detail.identityValue(formatFixed(identityRatio, 4), formatSignificant(identityWorst, 2)),
    ],
    [
      detail.scaleInvariance,
      scaleDeviation === null || scaleRatio === null
        ? text.none
        : detail.scaleInvarianceValue(
            formatSignificant(scaleDeviation, 2),
            formatSignificant(scaleRatio, 2),
            scaleInvarianceHolds(readout) === true,
          ),
    ],
    [
      detail.filters,
      dead > 0 ? detail.dead(formatCount(tensor.filterCount), dead) : formatCount(tensor.filterCount),
    ],
  ];
  return (
    <section className="layer-detail" aria-label={layerName(tensor.name)}>
      <h3>
        {layerName(tensor.name)} <small>{tensor.shape.join('×')}</small>
      </h3>
      <dl>
        {rows.map(([name, value, kind]) => (
          <div key={name} data-kind={kind}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>{verdict(readout)}</p>
      <p className="layer-detail-note" title={text.identityHint} aria-describedby={identityHintId}>
        {identityVerdict(readout)}
      </p>
      <span id={identityHintId} hidden>
        {text.identityHint}
      </span>
    </section>
  );
}

function verdict(readout: TensorReadout): string {
  const state = layerState(readout);
  switch (state.kind) {
    case 'moving':
      return text.verdicts.notYet(state.steps);
    case 'settled':
      return text.verdicts.settled;
    case 'waiting':
      return text.verdicts.waiting;
    case 'collecting':
      return text.verdicts.collecting;
    case 'unpredicted':
      return text.verdicts.unpredicted;
    case 'broken':
      return text.verdicts.doNotRead;
    case 'notInvariant':
      return text.verdicts.notInvariant;
    case 'control':
      return text.controlHint;
    case 'noEquilibrium':
      return text.noEquilibriumHint;
    case 'still':
      return text.verdicts.still;
  }
}

function identityVerdict(readout: TensorReadout): string {
  const holds = identityHolds(readout);
  if (holds === null) return text.verdicts.identityUnknown;
  return holds ? text.verdicts.holds : text.verdicts.broken;
}
