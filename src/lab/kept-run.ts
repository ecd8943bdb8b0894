/** A run that was kept: its settings, the lines that the charts draw of it, and what is known of its rows. */
import { z } from 'zod';
import { LabError, labError } from '../config/lab-error';
import { parseRunConfig } from '../config/parse-config';
import type { RunConfig } from '../config/run-config';
import { places } from '../messages';
import { CHART_POINTS } from './decimate';
import type { RowTable } from './exact-rows';
import type { RunRecord, RunSeries, SeriesRequest } from './run-record';

/** As many can be told apart on a chart. */
export const MAX_OVERLAID = 5;
export const MAX_NAME_LENGTH = 60;

/** Series that are kept of each convolution and dense layer: those that the charts draw over steps. */
export const KEPT_SERIES = ['measured', 'normRatio', 'gradientNorm', 'absCosine'] as const;
export type KeptSeries = (typeof KEPT_SERIES)[number];
const KEPT_RUN_SERIES = ['lossAverage', 'accuracyAverage'] as const satisfies readonly RunSeries[];
export type KeptRunSeries = (typeof KEPT_RUN_SERIES)[number];

const count = z
  .int()
  .min(0)
  .max(2 ** 40);
const finite = z.number();
/** Longer lists were not written by the lab. */
const MOST_POINTS = 2 * CHART_POINTS;
const MOST_LAYERS = 200;

const evaluationSchema = z.strictObject({
  step: count,
  loss: finite,
  accuracy: finite,
  runningLoss: finite,
  runningAccuracy: finite,
  images: count,
});

const storedSchema = z.strictObject({
  version: z.literal(1),
  /** Typed by the user; null: the name that its settings give. */
  name: z.string().max(MAX_NAME_LENGTH).nullable(),
  /** Its place among the overlaid runs, which decides its colour; null where it is not overlaid. */
  slot: z
    .int()
    .min(0)
    .max(MAX_OVERLAID - 1)
    .nullable(),
  /** Milliseconds since 1970. */
  keptAt: z.number().min(0).max(8.64e15),
  config: z.unknown(),
  dataSet: z.string().max(1000),
  /** Its steps are firstStep … steps − 1. */
  firstStep: count,
  steps: count,
  layers: z
    .array(
      z.strictObject({
        /** PyTorch's name of its weights. */
        name: z.string().max(100),
        kind: z.enum(['convolution', 'dense']),
        hasTheory: z.boolean(),
      }),
    )
    .max(MOST_LAYERS),
  lines: z.strictObject({
    /** Ascending, common to all series. Of a long run least and greatest value of each stretch, see decimate.ts. */
    steps: z.array(count).max(MOST_POINTS),
    /** By `seriesKey`; null leaves a gap. */
    series: z.record(z.string().max(200), z.array(finite.nullable()).max(MOST_POINTS)),
  }),
  evaluations: z.array(evaluationSchema).max(MOST_POINTS),
  rows: z.strictObject({
    names: z.array(z.string().max(200)).max(10_000),
    count,
    stepsPerRow: z.int().min(1),
  }),
});

type Stored = z.output<typeof storedSchema>;
export type KeptRun = Omit<Stored, 'version' | 'config'> & {
  /** Names its files. */
  readonly id: string;
  /** With those events that had acted when it was kept. */
  readonly config: RunConfig;
};

/** Key of a series in `lines.series`. */
export function seriesKey(series: KeptRunSeries): string;
export function seriesKey(series: KeptSeries, layer: string): string;
export function seriesKey(series: string, layer?: string): string {
  return layer === undefined ? series : `${layer} ${series}`;
}

/** What is kept of a run as it stands, but its rows themselves. */
export function keptRunOf(
  record: RunRecord,
  { names, values, stepsPerRow }: RowTable,
  place: Pick<KeptRun, 'id' | 'keptAt' | 'slot'>,
): KeptRun {
  const { run, firstStep, steps } = record;
  const layers = run.tensors.flatMap(({ name, kind }, tensor) =>
    kind === 'convolution' || kind === 'dense'
      ? [{ tensor, name, kind, hasTheory: record.theoryApplies(tensor) }]
      : [],
  );
  const ofLayers = layers.flatMap(({ tensor, name }) =>
    KEPT_SERIES.map((series): SeriesRequest => ({ key: seriesKey(series, name), tensor, series })),
  );
  const ofRun = KEPT_RUN_SERIES.map((series): SeriesRequest => ({ key: seriesKey(series), series }));
  const requests = [...ofRun, ...ofLayers];
  const points = record.chart(requests, { from: firstStep });
  const series = requests.map(({ key }) => [key, points.map((point) => point[key] ?? null)] as const);
  return {
    ...place,
    name: null,
    config: structuredClone({ ...record.config, events: record.events.filter(({ step }) => step < steps) }),
    dataSet: run.dataSet.name,
    firstStep,
    steps,
    layers: layers.map(({ tensor: _, ...layer }) => layer),
    lines: { steps: points.map(({ step }) => step), series: Object.fromEntries(series) },
    // A network beyond repair has a loss that JSON cannot hold, and that no chart shows.
    evaluations: record
      .evaluationsForChart()
      .filter((values) => Object.values(values).every(Number.isFinite)),
    rows: { names: [...names], count: values.length / (1 + names.length), stepsPerRow },
  };
}

/** The file of a kept run. */
export function encodeKeptRun({ id: _, ...run }: KeptRun): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ version: 1, ...run }));
}

/**
 * A kept run from its file. Throws a LabError `RUN_UNREADABLE` with the first thing that is wrong.
 * @param id names its files
 */
export function decodeKeptRun(id: string, bytes: Uint8Array): KeptRun {
  const result = storedSchema.safeParse(json(bytes));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw unreadable(id, `${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }
  const { version: _, ...stored } = result.data;
  const parsed = parseRunConfig(stored.config);
  if ('error' in parsed) throw unreadable(id, parsed.error.message, new LabError(parsed.error));
  const { steps, series } = stored.lines;
  if (Object.values(series).some((values) => values.length !== steps.length))
    throw unreadable(id, places.keptLines);
  return { ...stored, id, config: parsed.config };
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

function unreadable(id: string, reason: string, cause?: unknown): LabError {
  return labError('RUN_UNREADABLE', places.keptRun(id), { reason }, { cause });
}
