/** Text of the kept runs: what they are called, their list, and what the charts say of them. */
import { formatCount, formatParameter } from '../format';

/** `Batch size` within a name is `batch size`; abbreviations and mixed spellings stay as they are. */
const inner = (label: string) =>
  /^\p{Lu}\p{Ll}*(?=[ -]|$)/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

export const keptRuns = {
  names: {
    separator: ', ',
    value: (symbol: string, value: string) => `${symbol} ${value}`,
    setting: (label: string, value: string) => `${inner(label)} ${value}`,
    moved: (symbol: string, from: string, to: string, first: number, last: number) =>
      `${symbol} ${from} → ${to} at ${formatCount(first)}${first === last ? '' : `…${formatCount(last)}`}`,
    rescaled: (weights: number, momenta: number, step: number) =>
      weights === 1
        ? `v × ${formatParameter(momenta)} at ${formatCount(step)}`
        : `w × ${formatParameter(weights)} at ${formatCount(step)}`,
    same: (number: number) => `same settings ${number}`,
    numbered: (name: string, number: number) => `${name} (${number})`,
  },
  /** Short names of the overlaid runs, on the charts and in the list. */
  letters: ['A', 'B', 'C', 'D', 'E'],
  keep: 'Keep run',
  keepHint: 'Keep this run as it stands: its settings and all it has measured. It stays in this browser.',
  explanation:
    'Kept runs lie over the present one: at most five at once, for the selected layer, under one cursor.',
  none: 'None yet. Press “Keep run” above the chart at any step, then go on with other values.',
  thinning: (points: number) =>
    `Lines keep the least and the greatest value of each of about ${points / 2} stretches, as on the charts.`,
  list: 'Kept runs',
  overlay: (name: string) => `Overlay ${name}`,
  full: 'Five are overlaid already: take one off first.',
  facts: (steps: number, batchSize: number, dataSet: string, time: string) =>
    `${formatCount(steps)} steps of ${formatCount(batchSize)} images · ${dataSet} · ${time}`,
  factsOf: (steps: number) => `a run of ${formatCount(steps)} steps`,
  everyStep: (stepsPerRow: number) => `CSV: one step in ${formatCount(stepsPerRow)}`,
  unsaved: 'Not saved: lasts until the page closes.',
  rename: (name: string) => `Name of ${name}`,
  renameHint: 'At most 60 characters; empty for the name by its settings.',
  load: 'Load settings',
  loadOf: (name: string) => `Load settings of ${name}`,
  loadHint: 'Opens a new run with these settings and moves of the sliders; the present run ends.',
  csv: 'CSV',
  csvOf: (name: string) => `CSV of ${name}`,
  json: 'Config',
  jsonOf: (name: string) => `Config of ${name}`,
  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name}`,
  removed: (name: string) => `Removed: ${name}`,
  undo: 'Undo',
  all: 'All kept runs',
  allCsv: 'Export all as CSV',
  allJson: 'Export all as JSON',
  legend: 'Overlaid runs',
  toggle: (name: string) => `${name}: show or hide on all charts`,
  present: 'this run',
  samples: 'Samples',
  samplesHint:
    'Lay runs over one another by samples seen instead of steps: what compares runs of different batch sizes',
  sampleAxis: 'samples',
  /** The cursor's place, and the layer whose values are read there; empty for the run as a whole. */
  atLayer: (place: string, layer: string) => (layer === '' ? place : `${place} · ${layer}`),
  atSample: (samples: number, step: number) => `sample ${formatCount(samples)} (step ${formatCount(step)})`,
  spoken: (letter: string, name: string, values: readonly string[]) =>
    `${letter}${name && `, ${name}`}: ${values.length > 0 ? values.join(', ') : 'no value'}`,
  otherLayer: (name: string, layer: string) => `${name} · ${layer}`,
  noValue: '–',
  columns: {
    measured: 'AU',
    theory: 'AU*',
    normRatio: '‖w‖/‖w*‖',
    batches: 'batches',
    test: 'test',
    gradientNorm: '‖g‖',
    absCosine: '|cos|',
  },
} as const;
