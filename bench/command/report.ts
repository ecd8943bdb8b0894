/** The results as tables for people, and what is wrong with them. */
import type {
  BenchResults,
  CaseResult,
  CostRow,
  KernelRates,
  KernelResult,
  TelemetryOverhead,
} from '../results';

/** `results/<adapter>.json`, in lower case and without what file systems do not like. */
export function fileName(adapter: string): string {
  const words = adapter.toLowerCase().match(/[a-z0-9.]+/g) ?? ['unknown'];
  return `${words.join('-')}.json`;
}

/** Why these results cannot be trusted; none if they can. */
export function problemsOf({ cases = [], kernels = [], other_kernels = [] }: BenchResults): string[] {
  return [
    ...cases.flatMap(({ name, disagreeing, spread, pytorch }) =>
      disagreeing.map(
        (peer) =>
          `${name} is void: the first losses of ${peer} differ from ours by ${(spread[peer] ?? pytorch?.[peer])?.loss_difference}.`,
      ),
    ),
    ...[...kernels, ...other_kernels]
      .filter(({ fraction }) => fraction > 1)
      .map(
        ({ name, shape, fraction }) =>
          `The probe is wrong: ${name} ${shape} reaches ${percent(fraction)} of its bound.`,
      ),
  ];
}

export function tables(results: BenchResults): string {
  const {
    adapter,
    cases = [],
    kernel_rates = {},
    kernels,
    other_kernels,
    telemetry_overhead,
    cost,
  } = results;
  return [
    `Adapter: ${adapter}`,
    ...(results.probes ? [probeTable(results)] : []),
    ...Object.entries(kernel_rates).map(([name, rates]) =>
      [`Beside the kernels of ${name}:`, ...rateLines(rates)].join('\n'),
    ),
    ...(kernels ? [kernelTable('Convolution', kernels)] : []),
    ...(other_kernels ? [kernelTable('Other kernel', other_kernels)] : []),
    ...cases.map(caseTable),
    ...(telemetry_overhead ? [telemetryLine(telemetry_overhead)] : []),
    ...(cost ? [costRows(cost)] : []),
  ].join('\n\n');
}

function probeTable({ probes = [], ...rates }: BenchResults): string {
  return [
    table(
      ['Probe', 'GFLOP/s or G f32/s'],
      probes.map(({ name, rate }) => [name, short(rate)]),
    ),
    ...rateLines(rates as KernelRates),
    `A dispatch that does nothing: ${short(rates.empty_dispatch_us!)} µs.`,
  ].join('\n');
}

function rateLines({ peak_gflops, load_rates, store_rates, overlap, store_overlap }: KernelRates): string[] {
  return [
    `Multiply-add peak ${short(peak_gflops)} GFLOP/s. Loads, G f32/s: ${loadLine(load_rates)}.`,
    `Stores, G f32/s: ${ratesLine('storage', store_rates)}.`,
    `Of multiply-adds and loads from storage ${percent(overlap)} of the shorter hide behind the longer, of loads and stores ${percent(store_overlap)}.`,
  ];
}

function loadLine(rates: KernelRates['load_rates']): string {
  return Object.entries(rates)
    .map(([memory, widths]) => ratesLine(memory, widths))
    .join(', ');
}

function ratesLine(memory: string, widths: Readonly<Record<string, number>>): string {
  return Object.entries(widths)
    .map(([width, rate]) => `${memory} ${width} ${short(rate)}`)
    .join(', ');
}

function kernelTable(what: string, kernels: readonly KernelResult[]): string {
  const rows = kernels.map((kernel) => [
    `${kernel.name.replace('convolution-', '')} ${kernel.shape}`,
    kernel.variant,
    short(kernel.ms),
    short(kernel.gflops),
    percent(kernel.fraction),
    percent(kernel.fraction_of_largest),
    kernel.limit,
    percent(kernel.bound_ms.arithmetic / kernel.ms),
  ]);
  return [
    table(
      [what, 'variant', 'ms', 'GFLOP/s', 'of its bound', 'of the largest part', 'which is', 'of peak'],
      rows,
    ),
    `On average ${spread(kernels.map(({ fraction }) => fraction))} of the bound;`,
    `of its largest part ${spread(kernels.map((kernel) => kernel.fraction_of_largest))}.`,
  ].join('\n');
}

function spread(fractions: readonly number[]): string {
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
  return `${percent(mean)}, at least ${percent(Math.min(...fractions))}`;
}

function caseTable(result: CaseResult): string {
  const { name, batch, spread, pytorch, ours_ms, ratio, fastest_peer, absent } = result;
  const rows = Object.entries({ ...spread, ...pytorch }).map(([who, times]) => [
    who,
    short(times.median),
    `${short(times.least)} – ${short(times.most)}`,
    String(times.count),
    `${(times.median / ours_ms).toFixed(2)}×`,
  ]);
  return [
    table([`${name}, batch ${batch}: ms a step`, 'median', 'least – most', 'windows', 'of ours'], rows),
    ...(ratio === null
      ? []
      : [`The fastest peer, ${fastest_peer}, takes ${ratio.toFixed(2)} times as long.`]),
    ...Object.entries(absent).map(([peer, reason]) => `${peer} did not run: ${reason}`),
  ].join('\n');
}

function telemetryLine({ fraction, interval, pairs, coverage }: TelemetryOverhead): string {
  const [low, high] = interval;
  return `Telemetry costs ${percent(fraction)} of a step (${percent(coverage)} interval ${percent(low)} to ${percent(high)}, ${pairs} pairs).`;
}

function costRows(rows: readonly CostRow[]): string {
  return table(
    ['Network', 'batch', 'steps/s', 'ms', 'GFLOP a step', 'GFLOP/s', 'dispatches', 'epoch of 50 000, s'],
    rows.map((row) => [
      `${row.network} ${row.channels.join('-')} ${row.images}`,
      String(row.batch),
      short(row.steps_per_second),
      short(row.ms),
      short(row.gflop_per_step),
      short((row.gflop_per_step / row.ms) * 1e3),
      String(row.dispatches),
      row.epoch_seconds === null ? '' : short(row.epoch_seconds),
    ]),
  );
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

/** Three digits that count, without an exponent. */
function short(value: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(digits, 6));
}

/** Columns aligned: the first to the left, the others to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
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
