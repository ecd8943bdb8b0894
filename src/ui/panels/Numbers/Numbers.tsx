/** The right column: what was measured, the theory behind it, and the check by a second implementation. */
import { Tabs } from '@base-ui/react/tabs';
import { ErrorBoundary } from '../../components/ErrorBoundary';
import { messages } from '../../messages';
import { InferenceCheck } from '../InferenceCheck/InferenceCheck';
import { Readouts } from '../Readouts/Readouts';
import { Theory } from '../Theory/Theory';
import './Numbers.css';

const PAGES = [
  ['readouts', Readouts],
  ['theory', Theory],
  ['inference', InferenceCheck],
] as const;

export function Numbers() {
  return (
    <Tabs.Root className="tabs numbers" defaultValue="readouts">
      <Tabs.List className="tab-list" activateOnFocus>
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
