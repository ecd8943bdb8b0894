/** A ratio on a small logarithmic scale from ½ to 2: theory is the mark at 1, the bar is ± two standard errors. */
import './RatioScale.css';

interface RatioScaleProps {
  readonly ratio: number;
  readonly standardError: number;
}

const WIDTH = 140;
const HEIGHT = 12;
const MIDDLE = HEIGHT / 2;
/** The ratio at either end of the scale is 2 or ½. */
const REACH = Math.LN2;
const INSET = 5;

function position(ratio: number): number {
  const share = Math.log(ratio) / REACH;
  const clamped = Number.isNaN(share) ? -1 : Math.min(1, Math.max(-1, share));
  return WIDTH / 2 + clamped * (WIDTH / 2 - INSET);
}

export function RatioScale({ ratio, standardError }: RatioScaleProps) {
  const x = position(ratio);
  return (
    <svg
      className="ratio-scale"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <line className="ratio-axis" x1={INSET} x2={WIDTH - INSET} y1={MIDDLE} y2={MIDDLE} />
      <rect
        className="ratio-tolerance"
        x={position(0.9)}
        y={1}
        width={position(1.1) - position(0.9)}
        height={HEIGHT - 2}
      />
      <line className="ratio-theory" x1={WIDTH / 2} x2={WIDTH / 2} y1={0} y2={HEIGHT} />
      <line
        className="ratio-error"
        x1={position(Math.max(ratio - 2 * standardError, 0))}
        x2={position(ratio + 2 * standardError)}
        y1={MIDDLE}
        y2={MIDDLE}
      />
      {Math.abs(Math.log(ratio)) <= REACH ? (
        <circle className="ratio-dot" cx={x} cy={MIDDLE} r={3} />
      ) : (
        // Beyond the scale: an arrow at its end.
        <path
          className="ratio-dot"
          d={ratio > 1 ? `M${x - 3} ${MIDDLE - 4}l7 4-7 4z` : `M${x + 3} ${MIDDLE - 4}l-7 4 7 4z`}
        />
      )}
    </svg>
  );
}
