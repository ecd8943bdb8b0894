/** Text of the page's panels, one file per part of the page; text with numbers in it is a function. */
import { charts } from './charts';
import { exchange } from './exchange';
import { findingsPage } from './findings-page';
import { keptRuns } from './kept-runs';
import { kernelChoices } from './kernel-choices';
import { noWebGpu } from './no-webgpu';
import { page } from './page';
import { profile } from './profile';
import { inference, readouts } from './readouts';
import { theory } from './theory-page';

export const messages = {
  ...page,
  readouts,
  inference,
  theory,
  noWebGpu,
  charts,
  exchange,
  keptRuns,
  findingsPage,
  profile,
  kernelChoices,
} as const;
