/** Text of the charts and of the sphere. */
import { formatCount, formatParameter, formatSignificant } from '../format';
import { page } from './page';

export const charts = {
  steps: 'steps',
  logarithmic: 'Log',
  logarithmicHint: 'Logarithmic or linear scale',
  band: 'Filters 10–90 %',
  bandHint: 'Show in which band 80 % of the selected layer’s live filters lie',
  toggleLine: 'Show or hide',
  otherLayers: 'other layers',
  legendOf: (chart: string) => `Lines of ${chart}`,
  cursor: (chart: string) => `Cursor of ${chart}`,
  atStep: (step: number | null) => (step === null ? 'no cursor' : `step ${formatCount(step)}`),
  event: (field: keyof typeof page.controls.symbols, value: number) =>
    `${page.controls.symbols[field]} ${formatParameter(value)}`,
  rescale: (weights: number, momenta: number) =>
    weights === 1 ? `v × ${formatParameter(momenta)}` : `w × ${formatParameter(weights)}`,
  empty: 'No steps yet: press Train.',
  noSummary: 'No steps yet.',
  summary: (steps: number, values: readonly (readonly [name: string, value: number, unit: string])[]) =>
    `After ${formatCount(steps)} steps: ${values
      .map(([name, value, unit]) => `${name} ${formatSignificant(value)}${unit}`)
      .join(', ')}.`,
  /** Begins with a space; empty without any. */
  summaryEvents: (events: readonly { readonly step: number; readonly label: string }[]) =>
    events.length === 0
      ? ''
      : ` Changes: ${events.map(({ step, label }) => `${label} at step ${formatCount(step)}`).join(', ')}.`,
  angularUpdate: {
    title: 'Angular update',
    unit: 'AU in rad per step, √EMA(AU²)',
    radians: ' rad',
    theory: 'theory AU*',
    present: 'Theory for the sliders as they stand now',
    transient: (layer: string) => `predicted path, ${layer}`,
    transientHint:
      'Theory’s recursion from the first step, driven by the measured gradient size: not a forecast',
    control: (layer: string) => `${layer} (control)`,
    bandOf: (layer: string) => `10–90 % of ${layer}’s filters`,
    noTheory: 'No layer here is both normalised and decayed: no theory line.',
  },
  norm: {
    title: 'Norm over equilibrium',
    unit: '‖w‖ / ‖w*‖',
    none: 'No layer has an equilibrium norm here.',
  },
  loss: {
    title: 'Loss and accuracy',
    loss: 'Loss',
    lossUnit: 'loss in nats',
    accuracy: 'Accuracy',
    accuracyUnit: 'share correct',
    train: 'batches',
    test: 'test set',
  },
  gradient: {
    title: 'Gradient',
    norm: 'Gradient norm',
    normUnit: '‖g‖',
    cosine: 'Cosine',
    cosineUnit: '|cos(w,g)|',
  },
  heatMap: {
    title: 'Filters over time',
    rows: (layer: string) => `filters of ${layer}`,
    ratio: 'AU / theory',
    description: (layer: string, filters: number, dead: number) =>
      `Angular update over theory of the ${filters} filters of ${layer} over the run; ${dead} dead.`,
    cell: (filter: string, from: number, to: number, ratio: number) =>
      `${filter} · steps ${formatCount(from)}–${formatCount(to)} · ${formatSignificant(ratio, 3)} of theory`,
    filter: (filter: number, dead: boolean) => `filter ${filter}${dead ? ', dead' : ''}`,
    deadMark: '×',
    choose: (layer: string) => `Filter of ${layer}`,
    none: 'Theory does not apply to this layer.',
  },
  sphere: {
    title: 'Sphere',
    reference: 'reference',
    setReference: 'Set reference here',
    setReferenceHint: 'The north pole becomes the present direction of every filter',
    filters: (count: number) => `Filters: ${count}`,
    chooseFilters: 'Filters shown on the sphere',
    deadFilter: (filter: number) => `${filter} ×`,
    automatic: 'Default',
    automaticHint: 'Six live filters spread over the layer',
    loading: 'Loading the sphere …',
    noWebGl: (reason: string) =>
      `The sphere needs WebGL 2, which this browser does not offer${reason === '' ? '' : ` (${reason})`}. Everything else works. Switch on hardware acceleration in the browser’s settings.`,
    caption: (unit: 'equilibrium' | 'reference') =>
      `Exact: polar angle θ from the reference. Band: θ ± AU*. Radius: ${unit === 'equilibrium' ? '‖w‖ over the present estimate of ‖w*‖' : '‖w‖/‖w₀‖, exact'}. Azimuth: projected on two fixed axes; lines fade where these hold little of the length.`,
    description: (layer: string, filters: readonly number[], angle: number, norm: number) =>
      `${filters.length} filters of ${layer} on the sphere: on average ${formatSignificant(angle, 3)} rad from the reference, at ${formatSignificant(norm, 3)} of the sphere’s radius. Arrow keys rotate, plus and minus zoom, Home resets the view.`,
    empty: 'Each filter of the selected layer leaves its trace here once training starts.',
  },
} as const;
