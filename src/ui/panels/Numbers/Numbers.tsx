/** The right column: what was measured, the theory behind it, the check by a second implementation, files, and the runs that were kept. */
import { Tabs } from '@base-ui/react/tabs';
import { useState } from 'react';
import { messages } from '../../../messages';
import { ErrorBoundary } from '../../components/ErrorBoundary';
import { cannotRun, useLabState } from '../../hooks/use-lab';
import { Exchange } from '../Exchange/Exchange';
import { InferenceCheck } from '../InferenceCheck/InferenceCheck';
import { Readouts } from '../Readouts/Readouts';
import { Runs } from '../Runs/Runs';
import { Theory } from '../Theory/Theory';
import './Numbers.css';

const PAGES = [
  ['readouts', Readouts],
  ['theory', Theory],
  ['inference', InferenceCheck],
  ['exchange', Exchange],
  ['runs', Runs],
] as const;

type PageName = (typeof PAGES)[number][0];

export function Numbers() {
  const [chosen, setChosen] = useState<PageName | null>(null);
  // Without a run there is nothing to read out, but theory needs none.
  const first = useLabState((state) => (cannotRun(state) ? 'theory' : 'readouts'));
  return (
    <Tabs.Root className="tabs numbers" value={chosen ?? first} onValueChange={setChosen}>
      <Tabs.List className="tab-list" activateOnFocus aria-label={messages.regions.numbers}>
        {PAGES.map(([name]) => (
          <Tabs.Tab key={name} className="tab" value={name}>
            {messages.tabs[name]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {PAGES.map(([name, Page]) => (
        <Tabs.Panel key={name} className="tab-panel" value={name}>
          <ErrorBoundary>
            <Page />
          </ErrorBoundary>
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
