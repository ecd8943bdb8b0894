/** Filters × time of AU/theory for the selected layer: which filters turn as predicted, and since when. */
import { useMemo, useRef } from 'react';
import type { HeatMapView, RunRecord } from '../../../lab/run-record';
import { messages } from '../../../messages';
import { formatCount, formatParameter } from '../../../messages/format';
import { stepAxis } from '../../charts/axis';
import type { ChartEvent } from '../../charts/chart-data';
import { EventMarks } from '../../charts/EventMarks';
import { eventMarks, layersOf } from '../../charts/layer-lines';
import { type PlotArea, plotArea, stepToPixel } from '../../charts/plot-area';
import { summariseEvents } from '../../charts/summary';
import { useFromRecord } from '../../charts/use-record';
import { useSize } from '../../charts/use-size';
import { useLabState } from '../../hooks/use-lab';
import '../../charts/charts.css';
import { FilterField } from './FilterField';
import './FilterHeatMap.css';
import { HeatCanvas } from './HeatCanvas';
import { ratioAt } from './heat-colours';

interface HeatMapData {
  readonly tensor: number;
  readonly layer: string;
  readonly steps: number;
  readonly events: readonly ChartEvent[];
  /** Null where theory does not apply to the layer. */
  readonly view: HeatMapView | null;
}

function heatMapData(record: RunRecord, tensor: number): HeatMapData {
  const layer = layersOf(record).find((candidate) => candidate.tensor === tensor)?.name ?? '';
  return { tensor, layer, steps: record.steps, events: eventMarks(record), view: record.heatMap(tensor) };
}

const STEP_INTERVALS = 5;

export function FilterHeatMap() {
  const text = messages.charts.heatMap;
  const element = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const tensor = useLabState((state) => state.selection.tensor);
  const data = useFromRecord(element, (record) => record && heatMapData(record, tensor), [tensor]);
  const view = data?.view ?? null;
  const steps = useMemo(() => stepAxis(0, data?.steps ?? 0, STEP_INTERVALS), [data]);
  const area = plotArea(size);
  const isDrawable = view !== null && view.columnCount > 0 && area.width > 0 && area.height > 0;
  const dead = view?.dead.filter(Boolean).length ?? 0;

  return (
    <figure ref={element} className="chart">
      <div className="chart-bar chart-unit">
        {data && view ? `${text.rows(data.layer)} · ${text.ratio}` : text.ratio}
      </div>
      <div ref={box} className="heat-map">
        {isDrawable && data ? (
          <>
            <div
              role="img"
              aria-label={text.description(data.layer, view.filterCount, dead) + summariseEvents(data.events)}
            >
              <HeatCanvas {...{ size, area, steps, view }} />
            </div>
            {steps.ticks.map((tick) => (
              <span key={tick} className="heat-map-tick" style={{ left: stepToPixel(area, steps, tick) }}>
                {formatCount(tick)}
              </span>
            ))}
            <span className="chart-steps-unit">{messages.charts.steps}</span>
            <RowLabels area={area} view={view} />
            <Scale area={area} />
            <EventMarks area={area} steps={steps} events={data.events} />
            <FilterField {...{ area, steps, view, tensor: data.tensor, layer: data.layer }} />
          </>
        ) : (
          <p className="chart-empty">{data && !view && data.steps > 0 ? text.none : messages.charts.empty}</p>
        )}
      </div>
    </figure>
  );
}

interface RowLabelsProps {
  readonly area: PlotArea;
  readonly view: HeatMapView;
}

/** The first and the last filter's number, and a mark at each dead one. */
function RowLabels({ area, view }: RowLabelsProps) {
  const row = area.height / view.filterCount;
  const middle = (filter: number) => area.top + (filter + 0.5) * row;
  const labelled = [0, view.filterCount - 1];
  return (
    <div aria-hidden>
      {labelled.map((filter) => (
        <span key={filter} className="heat-map-label" style={{ top: middle(filter) }}>
          {filter}
        </span>
      ))}
      {view.dead.map(
        (isDead, filter) =>
          isDead && (
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the filter
            <span key={filter} className="heat-map-dead" style={{ top: middle(filter) }}>
              {messages.charts.heatMap.deadMark}
            </span>
          ),
      )}
    </div>
  );
}

/** The colour bar, with the ratios at its ends and its middle. */
function Scale({ area }: { area: PlotArea }) {
  return (
    <div className="heat-map-scale" style={{ top: area.top, height: area.height }} aria-hidden>
      {[1, 0, -1].map((position) => (
        <span key={position} style={{ top: `${50 - 50 * position}%` }}>
          {formatParameter(ratioAt(position))}
        </span>
      ))}
    </div>
  );
}
