/** The page: controls left, charts in the middle, numbers and explanations right. */
import { messages } from '../messages';
import { Charts } from './panels/Charts/Charts';
import { Controls } from './panels/Controls/Controls';
import { DropTarget } from './panels/Data/DropTarget';
import { ErrorAlert } from './panels/Errors/ErrorAlert';
import { Header } from './panels/Header/Header';
import { Numbers } from './panels/Numbers/Numbers';
import { RunStatus } from './panels/RunStatus/RunStatus';
import './App.css';
import './components/Tabs.css';

export function App() {
  return (
    <div className="app">
      <Header />
      <main className="workbench">
        <section className="workbench-controls" aria-label={messages.regions.controls}>
          <Controls />
        </section>
        <section className="workbench-charts" aria-label={messages.regions.charts}>
          <RunStatus />
          <Charts />
        </section>
        <section className="workbench-numbers" aria-label={messages.regions.numbers}>
          <Numbers />
        </section>
      </main>
      <ErrorAlert />
      <DropTarget />
    </div>
  );
}
