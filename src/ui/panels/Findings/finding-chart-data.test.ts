/** Charts of findings made ready to be drawn. */
import { describe, expect, it } from 'vitest';
import type { Chart, ChartSeries } from '../../../findings/finding';
import { drawnChart } from './finding-chart-data';

const series = (role: ChartSeries['role'], points: ChartSeries['points'], name: string = role) => ({
  name,
  role,
  points,
});

const chart = (changes: Partial<Chart>): Chart => ({
  title: 'Angle',
  kind: 'lines',
  x: { label: 'steps', logarithmic: false },
  y: { label: 'rad', logarithmic: true },
  series: [],
  ...changes,
});

describe('a chart', () => {
  it('leaves out what its axes do not have, and covers the rest', () => {
    const points = [
      [0, 0],
      [1, 0.1],
      [2, Number.NaN],
      [3, 0.02],
    ] as const;
    const drawn = drawnChart(chart({ series: [series('measured', points)] }));
    expect(drawn.series[0]?.points).toEqual([
      { x: 1, y: 0.1 },
      { x: 3, y: 0.02 },
    ]);
    expect(drawn.y.minimum).toBeLessThan(0.02);
    expect(drawn.y.maximum).toBeGreaterThanOrEqual(0.1);
    expect(drawn.summary).toBe('Angle. measured: 0.0200 at 3.00.');
  });

  it('reaches as far down as the finding says, where all of it is to be seen', () => {
    const all = series('measured', [
      [1, 0.1],
      [2, 2e-16],
    ]);
    const minimum = (decades: { readonly decades?: number }) =>
      drawnChart(chart({ y: { label: 'nats', logarithmic: true, ...decades }, series: [all] })).y.minimum;
    expect(minimum({ decades: 18 })).toBeLessThan(2e-16);
    expect(minimum({})).toBeGreaterThan(2e-16);
  });

  it('without a point has axes all the same', () => {
    const { x, y, summary } = drawnChart(chart({ series: [series('theory', [])] }));
    expect(x.maximum).toBeGreaterThan(x.minimum);
    expect(y.minimum).toBeGreaterThan(0);
    expect(summary).toContain('nothing yet');
  });

  it('tells series of a role apart without their colours or by hue, and theory as a line among points', () => {
    const roles = ['theory', 'theory', 'control', 'control', 'measured', 'measured'] as const;
    const drawn = drawnChart(
      chart({ kind: 'scatter', series: roles.map((role, i) => series(role, [[1, 1]], `${role} ${i}`)) }),
    );
    const looks = drawn.series.map(({ colour, dash, mark }) =>
      mark ? `${colour} ${mark}` : `${colour} ${dash}`,
    );
    expect(new Set(looks).size).toBe(roles.length);
    expect(drawn.series.map(({ mark }) => mark !== null)).toEqual([false, false, true, true, true, true]);
  });

  it('gives up to five measured lines a lightness each, for eyes that do not see their hues', () => {
    const lines = Array.from({ length: 5 }, (_, i) => series('measured', [[1, 1]], `line ${i}`));
    const drawn = drawnChart(chart({ series: lines }));
    const lightness = drawn.series.map(({ colour }) => /calc\(l \+ (\S+)\)/.exec(colour)?.[1]);
    expect(drawn.series[0]?.colour).toBe('var(--measured)');
    expect(new Set(lightness).size).toBe(lines.length);
  });

  it('has no more points than can be seen, the last one among them', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => [i, 1 + i] as const);
    const points = drawnChart(chart({ series: [series('measured', many)] })).series[0]!.points;
    expect(points.length).toBeLessThanOrEqual(601);
    expect(points.at(-1)).toEqual({ x: 19_999, y: 20_000 });
  });
});
