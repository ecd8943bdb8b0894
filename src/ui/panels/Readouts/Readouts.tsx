/** Every layer in a few numbers: measured over theory, whether it has settled, and whether anything is broken. */
import { useEffect, useId, useRef } from 'react';
import { messages } from '../../../messages';
import { formatSignificant } from '../../../messages/format';
import { equilibriumAngularUpdate, timeConstant } from '../../../theory/equilibrium';
import { useLab, useLabState } from '../../hooks/use-lab';
import { useTheory } from '../../hooks/use-theory';
import { LayerDetail } from './LayerDetail';
import { LayerRow } from './LayerRow';
import './Readouts.css';

const text = messages.readouts;

export function Readouts() {
  const lab = useLab();
  const run = useLabState((state) => state.run);
  const record = useLabState((state) => state.record);
  const selected = useLabState((state) => state.selection.tensor);
  // The record grows in place: this makes the component read it again.
  useLabState((state) => state.revision);

  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is selected decides what must be in sight
  useEffect(() => {
    const row = list.current?.querySelector('[data-selected]')?.parentElement;
    // Not scrollIntoView: that would move the page on a phone.
    if (list.current && row) {
      const { offsetTop, offsetHeight } = row;
      const { scrollTop, clientHeight } = list.current;
      if (offsetTop < scrollTop) list.current.scrollTop = offsetTop;
      else if (offsetTop + offsetHeight > scrollTop + clientHeight) {
        list.current.scrollTop = offsetTop + offsetHeight - clientHeight;
      }
    }
  }, [selected, run]);

  const layers = (run?.tensors ?? []).flatMap((tensor, index) =>
    record && tensor.filterCount > 0 ? [{ tensor, index, readout: record.readout(index) }] : [],
  );
  const layer = layers.find(({ index }) => index === selected);
  return (
    <div className="readouts">
      <TheoryValues />
      {layers.length === 0 ? (
        <p className="readouts-empty">{text.empty}</p>
      ) : (
        <ul ref={list} className="layer-list" aria-label={text.title}>
          {layers.map(({ tensor, index, readout }) => (
            <li key={tensor.name}>
              <LayerRow
                tensor={tensor}
                readout={readout}
                selected={index === selected}
                onSelect={() => lab.select(index)}
              />
            </li>
          ))}
        </ul>
      )}
      {layer && (
        <LayerDetail
          tensor={layer.tensor}
          readout={layer.readout}
          dead={record?.deadFilters(layer.index).filter(Boolean).length ?? 0}
        />
      )}
    </div>
  );
}

/** What the hyper-parameters alone say: it moves at once with the sliders. */
function TheoryValues() {
  const { hyper, rule } = useTheory();
  const target = equilibriumAngularUpdate(hyper, rule);
  const equilibriumId = useId();
  const timeConstantId = useId();
  return (
    <>
      <dl className="theory-values">
        <div title={text.equilibriumHint}>
          <dt>{text.equilibrium}</dt>
          <dd aria-describedby={equilibriumId}>
            {target > 0 ? formatSignificant(target) : text.none} <small>{text.radians}</small>
          </dd>
        </div>
        <div title={text.timeConstantHint}>
          <dt>{text.timeConstant}</dt>
          <dd aria-describedby={timeConstantId}>
            {formatSignificant(timeConstant(hyper, rule))} <small>{text.steps}</small>
          </dd>
        </div>
      </dl>
      <span id={equilibriumId} hidden>
        {text.equilibriumHint}
      </span>
      <span id={timeConstantId} hidden>
        {text.timeConstantHint}
      </span>
    </>
  );
}
