/** Verdicts as a Markdown table whose columns also line up in a terminal. */
import type { Check } from '../findings/check';
import { findings as texts, verdicts } from '../messages';
import { formatCount, formatSignificant } from '../messages/format';
import type { FindingEntry } from './findings-results';

/** Headings, a summary of all findings, and every check. */
export function verdictReport(entries: readonly FindingEntry[]): string {
  const summary = entries.map((entry) => [
    texts[entry.id].title,
    ...settings(entry),
    verdicts.verdict(entry.result.agrees),
    `${Math.round(entry.seconds)}`,
  ]);
  const checks = entries.flatMap((entry) =>
    entry.result.checks.map((check) => [texts[entry.id].title, ...settings(entry), ...checkRow(check)]),
  );
  const { heading, checksHeading, finding, data, seed, verdictHeading, seconds, check } = verdicts;
  const { predicted, measured, tolerance } = verdicts;
  return [
    `# ${heading}`,
    table([finding, data, seed, verdictHeading, seconds], summary),
    `## ${checksHeading}`,
    table([finding, data, seed, check, predicted, measured, tolerance, verdictHeading], checks),
  ].join('\n\n');
}

function settings({ options }: FindingEntry): string[] {
  const { dataSource, seed, sabotage } = options;
  return [`${dataSource}${sabotage ? verdicts.sabotaged : ''}`, String(seed)];
}

/** Name, predicted, measured ± its error, tolerance, verdict. */
export function checkRow({
  name,
  predicted,
  measured,
  uncertainty,
  tolerance,
  agrees,
  control,
  isCount,
}: Check): string[] {
  const value = (number: number, digits = 3) =>
    isCount ? formatCount(number) : formatSignificant(number, digits);
  const error = uncertainty === null ? '' : ` ± ${formatSignificant(uncertainty, 2)}`;
  return [
    control ? verdicts.control(name) : name,
    predicted === null ? '' : value(predicted, 4),
    `${value(measured, 4)}${error}`,
    tolerance.kind === 'relative'
      ? verdicts.relative(tolerance.share)
      : verdicts.range(value(tolerance.from), value(tolerance.to)),
    verdicts.verdict(agrees),
  ];
}

/** A Markdown table, padded to even columns. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...body.map(line)].join('\n');
}
