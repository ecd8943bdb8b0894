/** Entry of the page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Lab } from './lab/lab-store';
import { App } from './ui/App';
import { LabContext } from './ui/hooks/use-lab';
import { startTheme } from './ui/hooks/use-theme';
import { startLab } from './ui/start-lab';
import './ui/theme/tokens.css';
import './ui/theme/base.css';

startTheme();

const lab = new Lab(() => new Worker(new URL('./lab/lab-worker.ts', import.meta.url), { type: 'module' }));
startLab(lab);
void lab.runs.load();

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <LabContext value={lab}>
      <App />
    </LabContext>
  </StrictMode>,
);
