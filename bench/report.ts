/** The results as tables for people, and what is wrong with them. */
import type { BenchResults, CaseResult } from './results';

/** `results/<adapter>.json`, in lower case and without what file systems do not like. */
export function fileName(adapter: string): string {
  const words = adapter.toLowerCase().match(/[a-z0-9.]+/g) ?? ['unknown'];
  return `${words.join('-')}.json`;
}

/** Why these results cannot be trusted; none if they can. */
export function problemsOf({ cases = [] }: BenchResults): string[] {
  return cases.flatMap(({ name, disagreeing, spread }) =>
    disagreeing.map(
      (peer) =>
        `${name} is void: the first losses of ${peer} differ from ours by ${spread[peer]?.loss_difference}.`,
    ),
  );
}

export function tables(results: BenchResults): string {
  return [`Adapter: ${results.adapter}`, ...(results.cases ?? []).map(caseTable)].join('\n\n');
}

function caseTable({ name, batch, spread, ours_ms, ratio, fastest_peer, absent }: CaseResult): string {
  const rows = Object.entries(spread).map(([who, times]) => [
    who,
    milliseconds(times.median),
    `${milliseconds(times.least)} – ${milliseconds(times.most)}`,
    String(times.count),
    `${(times.median / ours_ms).toFixed(2)}×`,
  ]);
  return [
    `${name}, batch ${batch}: ms per training step`,
    table(['', 'median', 'least – most', 'windows', 'ours ='], rows),
    ratio === null
      ? 'No ratio.'
      : `The fastest peer, ${fastest_peer}, takes ${ratio.toFixed(2)} times as long.`,
    ...Object.entries(absent).map(([peer, reason]) => `${peer} did not run: ${reason}`),
  ].join('\n');
}

const milliseconds = (value: number): string => value.toPrecision(3);

/** Columns aligned: the first to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => [...(row[column] ?? '')].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
