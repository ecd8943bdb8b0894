/** The predicted approach to equilibrium for the chosen hyper-parameters: needs no run, hence no GPU. */

import { messages } from '../../../messages';
import { formatCount, formatSignificant } from '../../../messages/format';
import { equilibriumAngularUpdate, timeConstant } from '../../../theory/equilibrium';
import type { HyperParameters, UpdateRule } from '../../../theory/hyper-parameters';
import { angularUpdateAt, angularUpdateWithoutDecay } from '../../../theory/transient';
import { regimeOf } from './regime';
import './TransientChart.css';

interface TransientChartProps {
  readonly hyper: HyperParameters;
  readonly rule: UpdateRule;
  /** Pixels at which text has its size; the drawing itself fills the width it is given. */
  readonly width: number;
  readonly height: number;
}

const POINTS = 81;
const MARGIN = { left: 46, right: 10, top: 18, bottom: 20 };
/** The starts, as multiples of the equilibrium: far enough to see both shapes. */
const STARTS = [4, 0.25] as const;
/** Where the rising curve has its label, in τ: high enough for a line of text between it and the axis. */
const LABEL_AT = 3;
/** Without an equilibrium the chart needs a start of its own, in rad, and a length. */
const FREE_START = 0.1;
const FREE_STEPS = 2000;

/** Values on the chart's axes: a curve of AU in rad over steps. */
function curve(steps: number, angle: (step: number) => number): [number, number][] {
  return Array.from({ length: POINTS }, (_, index) => {
    const step = (steps * index) / (POINTS - 1);
    return [step, angle(step)];
  });
}

export function TransientChart({ hyper, rule, width, height }: TransientChartProps) {
  const text = messages.theory.transient;
  const target = equilibriumAngularUpdate(hyper, rule);
  const tau = timeConstant(hyper, rule);
  const regime = regimeOf(hyper, rule);
  const settles = regime === 'settles';
  const steps = settles ? 6 * tau : FREE_STEPS;
  const curves = settles
    ? STARTS.map((start) => curve(steps, (step) => angularUpdateAt(hyper, start * target, step, rule)))
    : regime === 'noDecay'
      ? [curve(steps, (step) => angularUpdateWithoutDecay(hyper.momentum, FREE_START, step, rule))]
      : [];

  // Logarithmic in AU: both approaches then have the same weight.
  const values = curves.flat().map(([, angle]) => angle);
  const lowest = Math.log(Math.min(...values)) - 0.15;
  const highest = Math.log(Math.max(...values)) + 0.15;
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  const x = (step: number) => MARGIN.left + (inner.width * step) / steps;
  const y = (angle: number) =>
    MARGIN.top + inner.height * (1 - (Math.log(angle) - lowest) / (highest - lowest));
  const path = (points: readonly [number, number][]) =>
    points.map(([step, angle], i) => `${i ? 'L' : 'M'}${x(step).toFixed(1)} ${y(angle).toFixed(1)}`).join('');

  return (
    <figure className="transient-chart">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={
          regime === 'settles'
            ? text.chartDescription(formatSignificant(target), formatSignificant(tau))
            : text.without[regime]
        }
      >
        <line
          className="transient-axis"
          x1={MARGIN.left}
          x2={width - MARGIN.right}
          y1={height - MARGIN.bottom}
          y2={height - MARGIN.bottom}
        />
        {settles &&
          [1, 2, 3, 4, 5].map((multiple) => (
            <line
              key={multiple}
              className="transient-grid"
              x1={x(multiple * tau)}
              x2={x(multiple * tau)}
              y1={MARGIN.top}
              y2={height - MARGIN.bottom}
            />
          ))}
        {settles && (
          <>
            <line
              className="transient-level"
              x1={MARGIN.left}
              x2={width - MARGIN.right}
              y1={y(target)}
              y2={y(target)}
            />
            <text x={MARGIN.left - 6} y={y(target) + 4} textAnchor="end" className="transient-target">
              {formatSignificant(target)}
            </text>
            <text x={x(tau)} y={height - 7} textAnchor="middle">
              τ = {formatCount(Math.round(tau))}
            </text>
            <text x={MARGIN.left + 8} y={y(STARTS[0] * target) + 4}>
              {text.fromAbove}
            </text>
            <text
              x={x(LABEL_AT * tau)}
              y={y(angularUpdateAt(hyper, STARTS[1] * target, LABEL_AT * tau, rule)) + 14}
            >
              {text.fromBelow}
            </text>
          </>
        )}
        {curves.map((points, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list
          <path key={index} className="transient-curve" d={path(points)} />
        ))}
        {regime !== 'settles' && (
          <text x={width - MARGIN.right} y={MARGIN.top + 14} textAnchor="end">
            {text.without[regime]}
          </text>
        )}
        <text x={4} y={11}>
          {text.axisAngle}
        </text>
        <text x={width - MARGIN.right} y={height - 7} textAnchor="end">
          {formatCount(Math.round(steps))} {text.axisSteps}
        </text>
      </svg>
    </figure>
  );
}
