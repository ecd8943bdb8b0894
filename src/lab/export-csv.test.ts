/** The CSV's columns, digits and gaps; rows kept in bounded memory. */
import { describe, expect, it } from 'vitest';
import { TENSOR_COLUMNS } from '../engine/telemetry/step-batch';
import { equilibriumAngularUpdate } from '../theory/equilibrium';
import { ExactRows } from './exact-rows';
import { CsvRows } from './export-csv';
import { constantBatch, describeRun, WalkingRun } from './testing/walking-run';

const tableOf = (csv: string) =>
  csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

describe('CSV', () => {
  it('has the columns in their order, layers named without .weight', () => {
    const [header] = tableOf(new CsvRows(describeRun()).header());
    expect(header?.slice(0, 6)).toEqual(['step', 'lr', 'weight_decay', 'momentum', 'loss', 'accuracy']);
    const layer = describeRun().tensors[0]?.name.replace('.weight', '');
    const metrics = ['au', 'au_filter_rms', 'au_theory', 'w_norm', 'w_norm_theory', 'g_norm', 'wg', 'vg'];
    expect(header?.slice(6, 14)).toEqual(metrics.map((name) => `${layer}.${name}`));
    expect(header).toHaveLength(6 + 8 * describeRun().tensors.length);
  });

  it('holds every step in full precision; nothing stands where theory does not apply', () => {
    const walk = new WalkingRun(1, 1);
    const rows = new CsvRows(walk.run);
    const batch = walk.next(30);
    const [header = [], ...lines] = tableOf(rows.header() + rows.rows(batch));
    const column = (name: string) => lines.map((line) => line[header.indexOf(name)] ?? '');
    expect(column('step').map(Number)).toEqual(Array.from({ length: 30 }, (_, step) => step));
    expect(column('loss').map(Number)).toEqual([...batch.loss]);
    const [first, ...others] = walk.run.tensors;
    const layer = first?.name.replace('.weight', '');
    expect(Number(column(`${layer}.au`)[7])).toBe(
      batch.tensors[7 * walk.run.tensors.length * TENSOR_COLUMNS.length],
    );
    expect(Number(column(`${layer}.au_theory`)[7])).toBe(equilibriumAngularUpdate(walk.run.config.optimizer));
    expect(Number(column(`${layer}.w_norm_theory`)[29])).toBeGreaterThan(0);
    const control = others.find(({ scaleInvariant }) => !scaleInvariant);
    expect(column(`${control?.name.replace('.weight', '')}.au_theory`)[7]).toBe('');
  });

  it('can leave out steps, whatever the batches', () => {
    const rows = new CsvRows(describeRun());
    const text =
      rows.rows(constantBatch(describeRun(), 0, 5, 1), 4) +
      rows.rows(constantBatch(describeRun(), 5, 4, 1), 4);
    expect(tableOf(text).map(([step]) => step)).toEqual(['0', '4', '8']);
  });
});

describe('exact rows', () => {
  const run = describeRun();
  const stepsOf = (rows: ExactRows) =>
    tableOf([...rows.csv()].join(''))
      .slice(1)
      .map(([step]) => step);

  it('give the same file as lines written at once', () => {
    const [batch, lines] = [new WalkingRun(2, 1).next(700), new CsvRows(run)];
    const rows = new ExactRows(run);
    rows.append(batch);
    expect([...rows.csv()].join('')).toBe(lines.header() + lines.rows(batch));
  });

  it('are replaced from where a run repeats its steps', () => {
    const rows = new ExactRows(run);
    rows.append(constantBatch(run, 10, 6, 1));
    rows.append(constantBatch(run, 13, 2, 2));
    expect(stepsOf(rows)).toEqual(['10', '11', '12', '13', '14']);
  });

  it('are every other step where all would take too much, and say so', () => {
    const rows = new ExactRows(run, 8 * 10 * (5 + 8 * run.tensors.length));
    for (let step = 0; step < 37; step += 3) rows.append(constantBatch(run, step, 3, step));
    expect(rows.stepsPerRow).toBe(4);
    expect(rows.length).toBeLessThanOrEqual(10);
    expect(stepsOf(rows).slice(0, -1)).toEqual(['0', '4', '8', '12', '16', '20', '24', '28', '32', '36']);
    expect([...rows.csv()].at(-1)).toMatch(/^# Only steps divisible by 4/);
  });

  it('are a table of numbers too, of fewer steps where a limit asks for it', () => {
    const rows = new ExactRows(run);
    rows.append(new WalkingRun(2, 1).next(40));
    const width = 6 + 8 * run.tensors.length;
    const whole = rows.table(40 * width * 8);
    expect(whole.stepsPerRow).toBe(1);
    const [header, ...lines] = tableOf([...rows.csv()].join(''));
    expect(['step', ...whole.names]).toEqual(header);
    expect(lines.flatMap((line) => line.map((text) => (text === '' ? Number.NaN : Number(text))))).toEqual([
      ...whole.values,
    ]);
    const thinned = rows.table(39 * width * 8);
    expect(thinned.stepsPerRow).toBe(2);
    expect(thinned.values.length).toBe(20 * width);
    expect([...thinned.values.subarray(width, 2 * width)]).toEqual([
      ...whole.values.subarray(2 * width, 3 * width),
    ]);
  });
});
