/** Text of the page's frame: header, run status, controls, staged changes, data, sharing. */
import { formatBytes, formatCount } from '../format';

const symbols = { learningRate: 'η', weightDecay: 'λ', momentum: 'α' } as const;

const states = {
  preparing: 'Preparing',
  paused: 'Paused',
  training: 'Training',
  recovering: 'Recovering',
  diverged: 'Diverged',
  failed: 'Stopped',
};

/** Announced by screen readers when the state changes. */
const announcements = {
  preparing: 'The run is being prepared.',
  paused: 'Paused.',
  training: 'Training.',
  recovering: 'The GPU device was lost; the run is being rebuilt from its last checkpoint.',
  diverged: 'The run diverged and stopped at its last good state.',
  failed: 'The run cannot go on.',
};

export const page = {
  title: 'SMD Lab',
  subtitle: 'What BatchNorm and weight decay do to a network’s weights, measured live',
  regions: {
    controls: 'Controls',
    charts: 'Charts',
    numbers: 'Numbers and explanations',
    moreCharts: 'Further charts',
    status: 'Run status',
  },
  theme: { toLight: 'Light theme', toDark: 'Dark theme' },
  share: {
    button: 'Share link',
    copied: 'Link copied',
    notCopied: 'Copy this link',
    label: 'Link to this run',
    explanation: 'In the link: settings, seed and every move of a slider. They replay the run.',
    notCarried:
      'Not in it: own data files, weights that were loaded, and rescaling on return to a kept state.',
  },
  adapter: {
    software: 'Software adapter',
    softwareWhy: (name: string) =>
      `WebGPU runs on ${name}, a renderer on the processor: no GPU does the work, so steps take 10 to 100 times longer. The numbers are the same to rounding. On a machine with a GPU, check that hardware acceleration is on in the browser’s settings.`,
    hardwareWhy: 'The adapter that WebGPU runs on.',
    unknown: 'GPU',
    about: 'About the adapter',
    facts: {
      parameters: 'Parameters',
      flop: 'Arithmetic per update',
      dispatches: 'Dispatches per update',
      memory: 'GPU memory',
    },
    flop: (megaflop: string) => `${megaflop} MFLOP`,
    lose: 'Destroy the device',
    loseWhy:
      'As a driver’s reset would: the lab must come back by itself, from its last checkpoint, on the same path.',
  },
  panelError: {
    title: 'This panel failed',
    retry: 'Try again',
    fix: 'The run goes on. Try again, or reload the page.',
  },
  status: {
    states,
    announcements,
    preparing: {
      data: 'Making the data set',
      kernels: 'Compiling kernels',
      download: 'Downloading Fashion-MNIST',
    },
    step: 'Step',
    stepsPerSecond: 'Steps/s',
    loss: 'Loss',
    accuracy: 'Accuracy',
    testAccuracy: 'Test accuracy',
    testHint:
      'With the statistics of the test batches, as in training; the running statistics lag behind the weights',
    trainingHint: 'Mean over the last steps, training batches',
  },
  controls: {
    train: 'Train',
    pause: 'Pause',
    step: 'Step',
    reset: 'Reset',
    symbols,
    valueOf: (label: string) => `${label} value`,
    itemOf: (label: string, position: number) => `${label} ${position}`,
    valueRange: (minimum: number, maximum: number) => `Type a number from ${minimum} to ${maximum}.`,
    listFormat: 'Type steps in ascending order, e.g. 500,800.',
    factorsFormat: 'Type layers and factors, e.g. conv1:0.05,conv2:20.',
    moreSettings: 'More settings',
    groups: {
      run: 'Run',
      network: 'Network',
      optimizer: 'Optimizer',
      schedule: 'Schedule',
      data: 'Data',
    },
  },
  experiments: {
    title: 'You could try',
    list: {
      cutLearningRate: {
        action: 'Learning rate ÷ 10',
        watch: 'The angle falls to 1/10 at once, then climbs back to 1/√10.',
      },
      noDecay: {
        action: 'No weight decay',
        watch: 'No equilibrium any more: ‖w‖ grows, the angle keeps falling.',
      },
      smallStart: {
        action: 'Start with weights × 0.1',
        watch: 'The first updates throw them onto the sphere.',
      },
      noBatchNorm: { action: 'Without BatchNorm', watch: 'The control: theory has no hold here.' },
    },
  },
  staged: {
    title: 'These changes start a new run',
    change: (label: string, before: string, after: string) => `${label}: ${before} → ${after}`,
    apply: 'Start new run',
    applying: 'Preparing …',
    discard: 'Discard',
    losesSteps: (steps: number) => `The present run (${formatCount(steps)} steps) ends.`,
    announcement: 'Changes wait: they start a new run.',
    on: 'on',
    off: 'off',
  },
  data: {
    title: 'Data',
    choose: 'Choose files',
    chooseHint:
      'IDX (MNIST, Fashion-MNIST; plain or .gz), CIFAR-10 binary (.bin, .tar.gz) or .safetensors (images, labels). Or drop them on the page. Starts a new run.',
    drop: 'Drop the files to start a new run on them',
    download: 'Download Fashion-MNIST',
    downloadHint: 'About 30 MB from its authors’ repository; kept in this browser, offline afterwards.',
    cancel: 'Cancel',
    progress: (done: number, total: number | null) =>
      total === null ? formatBytes(done) : `${formatBytes(done)} / ${formatBytes(total)}`,
    progressLabel: 'Download of Fashion-MNIST',
  },
  errors: { where: 'Where', fix: 'What to do', dismiss: 'Dismiss' },
  chartTabs: { norm: 'Norm', loss: 'Loss', gradient: 'Gradient', heatMap: 'Filters' },
  tabs: {
    readouts: 'Readouts',
    theory: 'Theory',
    inference: 'Inference',
    exchange: 'Exchange',
    runs: 'Runs',
  },
} as const;
