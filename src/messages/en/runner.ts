/** What the headless runner prints, its errors aside. */
export const runner = {
  usage: `Runs a config without the page, with the same engine and the same numbers.

  npm run headless -- --config run.json --out DIR [options]

  --config FILE     the run: JSON as in public/run-config.schema.json; examples in examples/, of which
                    every-option.json names all settings
  --out DIR         gets metrics.csv, summary.json and checkpoint.safetensors
  --steps N         steps of the run, if the config has none or another number
  --seed N          instead of the config's seed
  --resume          goes on from DIR/checkpoint.safetensors
  --runtime NAME    chromium (default): in Chromium's WebGPU; dawn: in Node.js, without a browser
  --tune            chooses the kernels by timing them here first; without it all adapters of a kind run the same
  --help            this text

Exit code: 0 done, 1 could not be computed here, 2 wrong config or files, 3 diverged, 130 interrupted.`,
  fix: (fix: string) => `Fix: ${fix}`,
  downloading: 'Downloading Fashion-MNIST',
  timing: 'Timing kernels',
  compiling: 'Compiling kernels',
  percent: (what: string, percent: number) => `${what}: ${percent} %`,
  softwareDawn: 'Dawn finds no GPU here: computing on Chromium’s software adapter, SwiftShader.',
  /** `adapter` is its name, `firstStep` the one that the run goes on from. */
  opened: (
    dataSet: string,
    parameters: number,
    adapter: string,
    { software, firstStep }: { readonly software: boolean; readonly firstStep: number },
  ) =>
    `${dataSet}, ${parameters} parameters, on ${adapter}${software ? ' (no GPU)' : ''}; from step ${firstStep}`,
  evaluation: (step: number, accuracy: number, loss: number) =>
    `step ${step}: test accuracy ${(100 * accuracy).toFixed(1)} %, test loss ${loss.toFixed(4)}`,
  progress: {
    step: (step: number, total: number) => `step ${step}/${total}`,
    loss: (loss: number) => `loss ${loss.toFixed(4)}`,
    accuracy: (accuracy: number) => `accuracy ${(100 * accuracy).toFixed(0)} %`,
    perSecond: (steps: number) => `${steps.toPrecision(3)} steps/s`,
    left: (duration: string) => `${duration} left`,
  },
  seconds: (seconds: number) => `${seconds} s`,
  minutes: (minutes: number) => `${minutes} min`,
  hours: (hours: number, minutes: number) => `${hours} h ${String(minutes).padStart(2, '0')} min`,
  files: (checkpoint: string, folder: string) =>
    `metrics.csv, summary.json and ${checkpoint} are in ${folder}`,
  done: (step: number, files: string) => `Done after step ${step}: ${files}.`,
  stopped: (step: number, files: string) =>
    `Stopped after step ${step}: ${files}. The same command with --resume goes on from there.`,
} as const;
