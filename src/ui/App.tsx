/** The page: the lab, with controls left, charts in the middle, numbers and explanations right; or the findings. */
import { lazy, Suspense, useState } from 'react';
import { messages } from '../messages';
import { Charts } from './panels/Charts/Charts';
import { Controls } from './panels/Controls/Controls';
import { DropTarget } from './panels/Data/DropTarget';
import { ErrorAlert } from './panels/Errors/ErrorAlert';
import { Header } from './panels/Header/Header';
import { Numbers } from './panels/Numbers/Numbers';
import { RunStatus } from './panels/RunStatus/RunStatus';
import { useHash, viewOf } from './view';
import './App.css';
import './components/Tabs.css';

const FindingsGallery = lazy(() =>
  import('./panels/Findings/FindingsGallery').then((module) => ({ default: module.FindingsGallery })),
);

export function App() {
  const view = viewOf(useHash());
  const isLab = view.name === 'lab';
  // Made when it is first shown: what is laid out by its size cannot be made where it has none.
  const [hasLab, setHasLab] = useState(isLab);
  if (isLab && !hasLab) setHasLab(true);
  return (
    <div className="app">
      <Header />
      {/* Then it is only hidden: its run goes on, and its charts stay as they were left. */}
      {hasLab && (
        <main className="workbench" hidden={!isLab}>
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
      )}
      {!isLab && (
        <Suspense fallback={<main className="app-loading">{messages.findingsPage.loading}</main>}>
          <FindingsGallery open={view.open} />
        </Suspense>
      )}
      <ErrorAlert />
      {isLab && <DropTarget />}
    </div>
  );
}
