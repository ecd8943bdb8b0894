/** A layer's filters on the sphere that weight decay and gradients hold them on. */
import { lazy, Suspense, useMemo, useRef } from 'react';
import type { RunRecord } from '../../../lab/run-record';
import { layersOf } from '../../charts/layer-lines';
import { useFromRecord } from '../../charts/use-record';
import '../../charts/charts.css';
import { messages } from '../../../messages';
import { useLab, useLabState } from '../../hooks/use-lab';
import { FilterChoice } from './FilterChoice';
import './Sphere.css';
import { shownFilters } from './shown-filters';
import { viewExtent } from './sphere-geometry';
import { webGlSupport } from './webgl';

const SphereCanvas = lazy(() =>
  import('./SphereCanvas').then((module) => ({ default: module.SphereCanvas })),
);

interface SphereData {
  readonly tensor: number;
  readonly layer: string;
  readonly steps: number;
  readonly dead: readonly boolean[];
  readonly radiusOf: 'equilibrium' | 'reference';
  readonly extent: number;
  readonly description: string;
}

function sphereData(record: RunRecord, tensor: number, chosen: readonly number[]): SphereData {
  const layer = layersOf(record).find((candidate) => candidate.tensor === tensor)?.name ?? '';
  const dead = record.deadFilters(tensor);
  const shown = shownFilters(chosen, dead);
  const ways = shown
    .map((filter) => record.trajectory(tensor, filter))
    .filter(({ steps }) => steps.length > 0);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const angle = mean(ways.map((way) => way.angle.at(-1) ?? Number.NaN));
  const norm = mean(ways.map((way) => (way.norm.at(-1) ?? Number.NaN) / way.radius));
  const text = messages.charts.sphere;
  return {
    tensor,
    layer,
    steps: record.steps,
    dead,
    extent: viewExtent(
      ways.map(({ norm, radius }) => norm.reduce((most, value) => Math.max(most, value), 0) / radius),
    ),
    radiusOf: ways[0]?.radiusOf ?? 'equilibrium',
    description: ways.length > 0 ? text.description(layer, shown, angle, norm) : text.empty,
  };
}

export function Sphere() {
  const text = messages.charts.sphere;
  const lab = useLab();
  const element = useRef<HTMLElement>(null);
  const tensor = useLabState((state) => state.selection.tensor);
  const chosen = useLabState((state) => state.selection.filters);
  const canSetReference = useLabState(({ record, step }) => record !== null && step > 0);
  const data = useFromRecord(element, (record) => record && sphereData(record, tensor, chosen), [
    tensor,
    chosen,
  ]);
  const deadNames = data?.dead.flatMap((isDead, filter) => (isDead ? [filter] : [])).join() ?? '';
  const count = data?.dead.length ?? 0;
  // The list stays the same while the same filters live, so that the canvas does not start over.
  const shown = useMemo(() => {
    const dead = new Set(deadNames === '' ? [] : deadNames.split(',').map(Number));
    return shownFilters(
      chosen,
      Array.from({ length: count }, (_, filter) => dead.has(filter)),
    );
  }, [chosen, deadNames, count]);
  const { problem } = webGlSupport();
  if (problem !== null) return <p className="sphere-missing">{text.noWebGl(problem)}</p>;

  return (
    <figure ref={element} className="sphere">
      <div className="sphere-tools">
        {data && <FilterChoice tensor={data.tensor} chosen={chosen} shown={shown} dead={data.dead} />}
        <button
          type="button"
          className="chart-tool"
          title={text.setReferenceHint}
          disabled={!canSetReference}
          onClick={() => lab.setReference()}
        >
          {text.setReference}
        </button>
      </div>
      <Suspense fallback={<p className="sphere-missing">{text.loading}</p>}>
        <SphereCanvas
          tensor={data?.tensor ?? tensor}
          filters={shown}
          extent={data?.extent ?? viewExtent([])}
          description={data?.description ?? text.empty}
        />
      </Suspense>
      <figcaption className="sphere-caption">{text.caption(data?.radiusOf ?? 'equilibrium')}</figcaption>
    </figure>
  );
}
