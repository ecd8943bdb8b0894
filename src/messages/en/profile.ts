/** Text of the profile of a training step's kernels. */
import { formatBytes, formatCount, formatPercent, formatSignificant } from '../format';

const limits = {
  arithmetic: 'multiply-adds',
  loads: 'loads from storage',
  stores: 'stores to storage',
  workgroup: 'loads from workgroup memory',
};

const milliseconds = (value: number) => `${formatSignificant(value)} ms`;

export const profile = {
  open: 'Profile',
  title: 'Profile of a training step',
  loading: 'Loading …',
  close: 'Close',
  run: 'Profile',
  runAgain: 'Profile again',
  cancel: 'Cancel',
  needsRun: 'Needs a run.',
  empty:
    'Press Profile: every kernel of the present run’s training step is timed alone, again and again, on a copy of the run. Training waits meanwhile and goes on afterwards, to the same bits as without.',
  phases: {
    rates: 'Measuring what the adapter can do at best',
    kernels: 'Timing kernels',
  },
  progress: 'Progress of the profile',
  failed: 'The profile failed.',
  none: '–',
  milliseconds,
  adapter: {
    features: (names: readonly string[]) =>
      names.length > 0 ? `Features used: ${names.join(', ')}` : 'No optional features',
    timestamps: 'Timed by the GPU’s clock (timestamp-query)',
    wallTime: 'No timestamp-query: wall time of many dispatches, from their submit until the queue is done',
    rates: (peak: string, storage: string, workgroup: string, stored: string) =>
      `At best ${peak} GFLOP/s of multiply-adds; 10⁹ f32/s loaded: storage ${storage}, workgroup ${workgroup}; stored: ${stored}`,
    overlap: (share: number, ofStores: number) =>
      `of multiply-adds and loads from storage ${formatPercent(share)} of the shorter hide behind the longer, of loads and stores ${formatPercent(ofStores)}`,
    ofBoth: (scalar: string, vector: string) => `${scalar} (f32) ${vector} (vec4f)`,
    emptyDispatch: (microseconds: string) => `a dispatch that does nothing: ${microseconds} µs`,
  },
  step: {
    title: 'Step',
    at: (step: number) => `after step ${formatCount(step)}`,
    whole: 'Whole step on the GPU',
    sum: 'Sum of its kernels',
    rest: 'Between them',
    restHint:
      'Whole step minus the sum. Negative where kernels are slower alone than in the step, or the machine slowed down.',
    ofStep: (share: number) => `${formatPercent(share)} of the step`,
    dispatches: 'Dispatches',
  },
  live: {
    title: 'Now, per second',
    steps: 'Steps',
    stepTime: 'Time per step',
    stepTimeHint: 'On the clock, between the steps’ submits: readbacks, tests and the page included',
    dispatches: 'Dispatches',
    submits: 'Submits',
    readbacks: 'Readbacks',
  },
  table: {
    title: 'Kernels of the step',
    columns: {
      label: 'Kernel',
      count: '×',
      milliseconds: 'ms',
      share: 'Share',
      gflops: 'GFLOP/s',
      bytes: 'Moved',
      fraction: 'Of bound',
    },
    hints: {
      label: 'Operation and shape',
      count: 'Dispatches in a step',
      milliseconds: 'Time of one dispatch: median of the repeats, and their range',
      share: 'Of the sum over the kernels',
      gflops: 'Arithmetic that the formula needs, over the time',
      bytes: 'By one dispatch: what it loads and stores of each buffer, at most once the part that it binds',
      fraction:
        'The time that the adapter needs at its best rates, over the time: of multiply-adds, loads and stores, as far as it can do them at once',
    },
    range: (least: number, most: number) => `${formatSignificant(least)}–${formatSignificant(most)}`,
    bound: (fraction: number) => formatPercent(fraction),
    probeTooLow: 'probe too low',
    boundBy: (limit: keyof typeof limits) => `bound most by ${limits[limit]}`,
  },
  detail: {
    close: 'Close details',
    variant: 'Form',
    forms: 'ms when chosen',
    onlyForm: 'the only one',
    grid: 'Grid',
    gridOf: (workgroups: string, threads: number, all: number) =>
      `${workgroups} workgroups × ${formatCount(threads)} threads = ${formatCount(all)} threads`,
    bounds: 'Bounds',
    boundOf: (limit: keyof typeof limits, time: number) => `${limits[limit]} ${milliseconds(time)}`,
    together: (time: number) => `together at least ${milliseconds(time)}`,
    uncounted: 'its loads and stores could not be counted',
    speed: 'Moved',
    speedOf: (bytes: number, rate: number) => `${formatBytes(bytes)} at ${formatSignificant(rate)} GB/s`,
    buffers: 'Buffers',
    buffer: (bytes: number, access: 'read' | 'write') =>
      `${formatBytes(bytes)}, ${access === 'read' ? 'read' : 'read and written'}`,
    code: 'WGSL as compiled',
    lines: (count: number) => `${formatCount(count)} lines`,
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'Could not be copied',
  },
} as const;
