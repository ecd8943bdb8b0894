/** The middle: the angular update as the main chart, the sphere, and the further charts. */
import { lazy } from 'react';
import { messages } from '../../../messages';
import { Panel } from '../../components/Panel';
import { cannotRun, useLabState } from '../../hooks/use-lab';
import { useMediaQuery } from '../../hooks/use-media-query';
import { NoWebGpu } from '../NoWebGpu/NoWebGpu';
import { RunBar } from '../Runs/RunBar';
import { FurtherTabs } from './FurtherTabs';
import { FURTHER_CHARTS } from './further-charts';
import './Charts.css';

// The charting library comes after the first screen.
const AngularUpdateChart = lazy(() =>
  import('../AngularUpdateChart/AngularUpdateChart').then((module) => ({
    default: module.AngularUpdateChart,
  })),
);
const Sphere = lazy(() => import('../Sphere/Sphere').then((module) => ({ default: module.Sphere })));

/** Room for all charts at once; with less, all but one of the further ones are hidden and not drawn. */
const ROOMY = '(min-width: 1600px) and (min-height: 880px)';

export function Charts() {
  const roomy = useMediaQuery(ROOMY);
  const impossible = useLabState(cannotRun);
  const failure = useLabState((state) => state.failure);
  if (impossible) return <NoWebGpu error={failure} />;
  return (
    <div className={roomy ? 'charts charts-roomy' : 'charts'}>
      <Panel title={messages.charts.angularUpdate.title} className="charts-main" actions={<RunBar />}>
        <AngularUpdateChart />
      </Panel>
      <Panel title={messages.charts.sphere.title} className="charts-sphere">
        <Sphere />
      </Panel>
      {roomy ? (
        FURTHER_CHARTS.map(({ name, Chart }) => (
          <Panel key={name} title={messages.charts[name].title}>
            <Chart />
          </Panel>
        ))
      ) : (
        <FurtherTabs />
      )}
    </div>
  );
}
