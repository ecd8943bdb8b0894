/** The worker in which a finding runs; it ends with the finding, or when it is stopped. */
import { type FindingRequest, runFinding } from './finding-run';

self.addEventListener('message', ({ data }: MessageEvent<FindingRequest>) => {
  void runFinding(data, navigator.gpu, (report) => self.postMessage(report));
});
