/** The worker that trains: passes the page's commands to a TrainingSession and its reports back. */
import type { LabCommand } from './protocol';
import { TrainingSession } from './training-session';

const session = new TrainingSession(
  (report, transfer = []) => self.postMessage(report, { transfer }),
  navigator.gpu,
);
void session.start();
self.addEventListener('message', ({ data }: MessageEvent<LabCommand>) => void session.handle(data));
