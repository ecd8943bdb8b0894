/** Kept runs laid over the present one: their styles, and their lines in the form that charts draw. */
import type { KeptRun, KeptSeries } from '../../lab/kept-run';
import { seriesKey } from '../../lab/kept-run';
import { messages } from '../../messages';
import { layerName } from '../layer-name';
import { type ChartLine, type ChartPoint, valueAt } from './chart-data';

/** A run's colour, dashes and letter: each alone tells it from the others. */
export interface RunStyle {
  readonly letter: string;
  readonly colour: string;
  readonly dash: string;
}

const DASHES = ['9 3', '2 2', '9 3 2 3', '5 3', '16 4'] as const;

export const RUN_STYLES: readonly RunStyle[] = messages.keptRuns.letters.map((letter, slot) => ({
  letter,
  colour: `var(--run-${letter.toLowerCase()})`,
  dash: DASHES[slot] ?? '',
}));

/** A kept run as it is shown now. */
export interface ShownRun {
  readonly run: KeptRun;
  readonly name: string;
  readonly style: RunStyle;
  /** Steps of the present run per step of this one: other than 1 where they are aligned by samples seen. */
  readonly stretch: number;
}

/** What lies over the present run in all charts. */
export interface Overlay {
  /** By their letters. */
  readonly runs: readonly ShownRun[];
  /** The present run's name beside them. */
  readonly presentName: string;
  /** Images per step of the present run where the x axis counts samples; null where it counts steps. */
  readonly samplesPerStep: number | null;
  /** Where the longest of them ends, in steps of the present run. */
  readonly end: number;
}

/** One run of a comparison: a line, or none, for each of its columns. */
export interface ComparedRun {
  readonly key: string;
  /** A kept run's letter; `this run`. */
  readonly letter: string;
  /** What differs in it from the others, or the name that the user gave it. */
  readonly name: string;
  readonly colour: string;
  readonly lines: readonly (ChartLine | null)[];
}

/** The present run beside the kept ones in one chart, of the same quantities. */
export interface Comparison {
  /** What is compared, where it is a layer: its name. */
  readonly layer: string;
  readonly columns: readonly string[];
  readonly present: ComparedRun;
  readonly kept: readonly ComparedRun[];
}

/**
 * @param present the present run's lines  @param linesOf those of a kept one; in the columns' order
 * @param tensorName of the layer that is compared; empty where it is the run as a whole
 */
export function comparisonOf(
  overlay: Overlay | null,
  columns: readonly string[],
  present: readonly (ChartLine | null | undefined)[],
  linesOf: (shown: ShownRun) => readonly (ChartLine | null)[],
  tensorName = '',
): Comparison | undefined {
  if (!overlay) return undefined;
  return {
    layer: layerName(tensorName),
    columns,
    present: {
      key: 'present',
      letter: messages.keptRuns.present,
      name: overlay.presentName,
      colour: 'var(--measured)',
      lines: present.map((line) => line ?? null),
    },
    kept: overlay.runs.map((shown) => ({
      key: shown.run.id,
      name: tensorName === '' ? shown.name : nameWithLayer(shown, tensorName),
      letter: shown.style.letter,
      colour: shown.style.colour,
      lines: linesOf(shown),
    })),
  };
}

/** The lines made so far: charts ask for the same ones at each of their turns. */
const made = new WeakMap<ShownRun, Map<string, ChartLine | null>>();

/** The line of this key, made once: what is drawn of it can be told unchanged by identity. */
export function keptLine(
  shown: ShownRun,
  key: string,
  make: () => Omit<ChartLine, 'key' | 'colour' | 'label'> | null,
): ChartLine | null {
  const lines = made.get(shown) ?? new Map<string, ChartLine | null>();
  made.set(shown, lines);
  if (!lines.has(key)) {
    const line = make();
    const { colour, dash } = shown.style;
    lines.set(key, line && { key, label: shown.name, colour, dash, width: 1.4, ...line });
  }
  return lines.get(key) ?? null;
}

/** A series of a kept run's layer of this name; of another network its last layer that theory applies to. */
export function layerLine(shown: ShownRun, series: KeptSeries, tensorName: string): ChartLine | null {
  const layer = layerOf(shown.run, tensorName);
  return layer === undefined ? null : seriesLine(shown, seriesKey(series, layer));
}

/** A series of a kept run by its key; null where it has no value. */
export function seriesLine(shown: ShownRun, key: string): ChartLine | null {
  return keptLine(shown, key, () => {
    const { steps, series } = shown.run.lines;
    const values = series[key] ?? [];
    if (values.every((value) => value === null)) return null;
    return {
      points: stretched(
        shown,
        steps.map((step, index) => ({ step, value: values[index] ?? null })),
      ),
    };
  });
}

/** Points of a kept run at the present run's steps. */
export function stretched({ stretch }: ShownRun, points: readonly ChartPoint[]): readonly ChartPoint[] {
  return Object.freeze(points.map(({ step, value }) => ({ step: step * stretch, value })));
}

/** The name of a run's layer that is compared with one of this name; undefined where it has none. */
function layerOf({ layers }: KeptRun, tensorName: string): string | undefined {
  const same = layers.find(({ name }) => name === tensorName);
  return (same ?? layers.findLast(({ hasTheory }) => hasTheory) ?? layers.at(-1))?.name;
}

/** A kept run's name, with its layer where that is not the selected one. */
function nameWithLayer(shown: ShownRun, tensorName: string): string {
  const layer = layerOf(shown.run, tensorName);
  if (layer === undefined || layer === tensorName) return shown.name;
  return messages.keptRuns.otherLayer(shown.name, layerName(layer));
}

/** What a line shows at a step of the present run; null before its first point and beyond its last. */
export function valueInRun(line: ChartLine | null, step: number): number | null {
  const last = line?.points.at(-1)?.step ?? Number.NEGATIVE_INFINITY;
  return line && step < last + 1 ? valueAt(line, step) : null;
}
