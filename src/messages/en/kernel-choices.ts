/** Text of the choice of kernels. */
import { formatCount, formatSignificant } from '../format';

export const kernelChoices = {
  title: 'Choice of kernels',
  explanation:
    'Some kernels exist in several forms, which compute the same and suit different adapters; they round differently. Timing runs them in turns on the shapes of the run’s network, for a few seconds before the first run of a shape. What won is remembered in this browser.',
  setting: 'Choose kernels by timing',
  settingHint: 'Off: what suits most adapters of this kind. Acts from the next run on.',
  redo: 'Time again',
  redoHint: 'Times the kernels of the present run again and starts it anew',
  skip: 'Skip',
  skipHint: 'What is not timed yet gets the form that suits most adapters of this kind',
  progress: 'Kernels timed',
  timing: (done: number, total: number | null) =>
    total === null ? 'Timing kernels' : `Timing kernels ${formatCount(done + 1)}/${formatCount(total)}`,
  pinsWait: (step: number) =>
    step > 0
      ? `What you pinned acts in a new run; the ${formatCount(step)} steps of this one are lost.`
      : 'What you pinned acts in a new run.',
  applyPins: 'Start anew',
  discardPins: 'Discard',
  noRun: 'Needs a run.',
  columns: {
    name: 'Kernel and shape',
    pin: 'Form',
    reason: 'Why',
    forms: 'ms per form, median and range',
  },
  pinOf: (name: string) => `Form of ${name}`,
  unpinned: (form: string | null) => (form === null ? 'as the lab chooses' : `${form}, as the lab chose`),
  reasons: {
    pinned: 'pinned',
    faster: 'faster than the default',
    'default-kept': 'default: none is faster beyond the noise',
    'not-timed': 'default: not timed, or all forms are the same here',
    recorded: 'recorded in the checkpoint',
  },
  time: (median: number, least: number, most: number) =>
    `${formatSignificant(median)} (${formatSignificant(least)}–${formatSignificant(most)})`,
  dropped: (ms: number) => `${formatSignificant(ms)}, dropped after one round`,
  notTimed: '–',
  otherPins: 'Pins that no kernel of this run has',
  unpin: (name: string, form: string) => `Unpin ${name} (${form})`,
} as const;
