/** The further charts one at a time: what is hidden does not exist, hence is not drawn. */
import { Tabs } from '@base-ui/react/tabs';
import { Suspense } from 'react';
import { messages } from '../../../messages';
import { ErrorBoundary } from '../../components/ErrorBoundary';
import { FURTHER_CHARTS } from './further-charts';

export function FurtherTabs() {
  return (
    <Tabs.Root className="tabs further-charts" defaultValue={FURTHER_CHARTS[0].name}>
      <Tabs.List className="tab-list" activateOnFocus aria-label={messages.regions.moreCharts}>
        {FURTHER_CHARTS.map(({ name }) => (
          <Tabs.Tab key={name} className="tab" value={name}>
            {messages.chartTabs[name]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {FURTHER_CHARTS.map(({ name, Chart }) => (
        <Tabs.Panel key={name} className="tab-panel further-chart" value={name}>
          <ErrorBoundary>
            <Suspense>
              <Chart />
            </Suspense>
          </ErrorBoundary>
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
