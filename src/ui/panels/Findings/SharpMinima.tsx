/** Finding 6 to play with: a weight on a sphere with a narrow and a wide well, moved while sliders are. Needs no GPU. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { HyperParameterName } from '../../../config/run-config';
import { holdingWidth, type TwoWellsSettings } from '../../../findings/two-wells';
import { messages } from '../../../messages';
import { formatCount, formatParameter, formatPercent, formatSignificant } from '../../../messages/format';
import { Button } from '../../components/Button';
import { HyperParameterField } from '../../components/HyperParameterField';
import { icons } from '../../components/icons';
import { webGlSupport } from '../Sphere/webgl';
import { StopsField } from './StopsField';
import { WellSphereCanvas } from './WellSphereCanvas';
import { WellWalk } from './well-walk';
import './SharpMinima.css';

const text = messages.findingsPage.sphere;

const START: TwoWellsSettings = {
  narrow: 0.02,
  wide: 0.5,
  noise: 0.01,
  hyper: { learningRate: 0.5, weightDecay: 1e-2, momentum: 0 },
};
const SEED = 1;

const NARROW_STOPS = [0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3];
const WIDE_STOPS = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6];
const NOISE_STOPS = [0, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const HYPER: readonly HyperParameterName[] = ['learningRate', 'weightDecay', 'momentum'];
/** Without a step there is no walk. */
const SMALLEST_LEARNING_RATE = 1e-4;

/** Slow enough to be followed: 120 steps a second on a usual screen. */
const STEPS_PER_FRAME = 2;
/** Milliseconds between two renderings of the numbers. */
const NUMBERS_INTERVAL = 150;

export function SharpMinima() {
  const [walk, setWalk] = useState(() => new WellWalk(START, SEED));
  const [isMoving, setMoving] = useState(false);
  const [, renderNumbers] = useState(0);
  const draw = useRef<() => void>(() => {});
  const onReady = useCallback((drawing: () => void) => {
    draw.current = drawing;
  }, []);

  useEffect(() => {
    if (!isMoving) return;
    let rendered = 0;
    const move = (now: number) => {
      walk.advance(STEPS_PER_FRAME);
      draw.current();
      if (now - rendered > NUMBERS_INTERVAL) {
        rendered = now;
        renderNumbers(now);
      }
      frame = requestAnimationFrame(move);
    };
    let frame = requestAnimationFrame(move);
    return () => cancelAnimationFrame(frame);
  }, [walk, isMoving]);

  const { settings } = walk;
  const restart = (changes: Partial<TwoWellsSettings>) => setWalk(walk.restart({ ...settings, ...changes }));
  const changeHyper = (name: HyperParameterName, value: number) => {
    const safe = name === 'learningRate' ? Math.max(SMALLEST_LEARNING_RATE, value) : value;
    // Acts on the walk as it stands: a slider's effect is to be seen.
    walk.settings = { ...settings, hyper: { ...settings.hyper, [name]: safe } };
    renderNumbers(performance.now());
  };
  const half = holdingWidth(settings.hyper);
  const isHeld = Number.isFinite(half);
  const { problem } = webGlSupport();

  return (
    <section className="well-sphere" aria-label={text.title}>
      <h3>{text.title}</h3>
      <div className="well-sphere-controls">
        <div className="well-sphere-buttons">
          <Button
            kind="primary"
            icon={isMoving ? icons.pause : icons.train}
            onClick={() => setMoving(!isMoving)}
          >
            {isMoving ? text.pause : text.run}
          </Button>
          <Button icon={icons.reset} onClick={() => restart({})}>
            {text.reset}
          </Button>
        </div>
        <StopsField
          label={text.narrow}
          hint={text.narrowHint}
          stops={NARROW_STOPS}
          value={settings.narrow}
          format={text.perStep}
          onChange={(narrow) => restart({ narrow })}
        />
        <StopsField
          label={text.wide}
          hint={text.wideHint}
          stops={WIDE_STOPS}
          value={settings.wide}
          format={text.perStep}
          onChange={(wide) => restart({ wide })}
        />
        <StopsField
          label={text.noise}
          hint={text.noiseHint}
          stops={NOISE_STOPS}
          value={settings.noise}
          format={formatPercent}
          onChange={(noise) => restart({ noise })}
        />
        {HYPER.map((name) => (
          <HyperParameterField
            key={name}
            name={name}
            value={settings.hyper[name]}
            onChange={(value) => changeHyper(name, value)}
          />
        ))}
      </div>
      <div className="well-sphere-view">
        {problem === null ? (
          <WellSphereCanvas
            walk={walk}
            circle={isHeld ? half : 0}
            description={text.description(text.places[walk.place], walk.steps)}
            onReady={onReady}
          />
        ) : (
          <p className="finding-empty">{messages.charts.sphere.noWebGl(problem)}</p>
        )}
      </div>
      <div className="well-sphere-numbers">
        <dl>
          {[
            [text.steps, formatCount(walk.steps)],
            [text.place, text.places[walk.place]],
            [text.angle, text.perStep(walk.angle)],
            [text.target, text.perStep(2 * half)],
            [text.width, half > 0 ? formatSignificant(settings.narrow / (2 * half)) : formatParameter(0)],
          ].map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <ul className="well-sphere-legend">
          <li data-kind="loss">{text.legend.deep}</li>
          <li data-kind="path">{text.legend.path}</li>
          <li data-kind="circle">{text.legend.circle}</li>
        </ul>
        <p>{text.holds}</p>
      </div>
    </section>
  );
}
