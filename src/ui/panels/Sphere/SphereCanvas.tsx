/** The drawn sphere. Loaded only when it is shown: three is the page's largest part. */
import { Canvas, invalidate } from '@react-three/fiber';
import { useEffect, useMemo, useRef } from 'react';
import { Color, Group, LinearSRGBColorSpace } from 'three';
import { presentHyperParameters } from '../../../lab/lab-state';
import type { RunRecord } from '../../../lab/run-record';
import { theoryAngularUpdate } from '../../../lab/theory-line';
import { messages } from '../../../messages';
import { useDrawRecord } from '../../charts/use-record';
import { useLabState } from '../../hooks/use-lab';
import { useTheme } from '../../hooks/use-theme';
import { FilterTrace, type TraceColours } from './FilterTrace';
import { Globe } from './Globe';
import { OrbitCamera } from './OrbitCamera';
import { ReadbackPresenter } from './ReadbackPresenter';
import { MOST_FILTERS } from './shown-filters';
import { webGlSupport } from './webgl';

export interface SphereCanvasProps {
  readonly tensor: number;
  readonly filters: readonly number[];
  /** Distance from the centre, in radii of the unit sphere, that must be in sight. */
  readonly extent: number;
  readonly description: string;
}

export function SphereCanvas({ tensor, filters, extent, description }: SphereCanvasProps) {
  const text = messages.charts.sphere;
  const field = useRef<HTMLDivElement>(null);
  const poleLabel = useRef<HTMLSpanElement>(null);
  const readback = useRef<HTMLCanvasElement>(null);
  const { isSoftware } = webGlSupport();
  const colours = useColours();
  const traces = useMemo(() => Array.from({ length: MOST_FILTERS }, () => new FilterTrace()), []);
  const group = useMemo(() => new Group().add(...traces.map(({ object }) => object)), [traces]);
  const step = useLabState((state) =>
    theoryAngularUpdate(state.run?.config ?? state.staged, presentHyperParameters(state)),
  );

  useEffect(
    () => () => {
      for (const trace of traces) trace.dispose();
    },
    [traces],
  );

  const draw = (record: RunRecord | null) => {
    const band = record?.theoryApplies(tensor) ? step : null;
    for (const [index, trace] of traces.entries()) {
      const filter = filters[index];
      if (record && filter !== undefined) {
        trace.show(record.trajectory(tensor, filter), band, shade(colours, index, filters.length));
      } else trace.hide();
    }
    invalidate();
  };
  useDrawRecord(field, draw, [tensor, filters, step, colours]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys that turn and zoom the sphere arrive here
    <div ref={field} className="sphere-field" role="application" tabIndex={0} aria-label={description}>
      <Canvas
        orthographic
        frameloop="demand"
        dpr={[1, 2]}
        camera={{ near: 0.1, far: 30 }}
        gl={{ antialias: !isSoftware }}
        // Colours are the style sheet's, as they are there: no tone mapping, no conversion, on screen and off it.
        flat
        linear
        legacy
      >
        <color attach="background" args={[colours.globe.surface]} />
        <Globe colours={colours.globe} poleLabel={poleLabel} />
        <primitive object={group} />
        <OrbitCamera keyboard={field} extent={extent} />
        {isSoftware && <ReadbackPresenter canvas={readback} />}
      </Canvas>
      {isSoftware && <canvas ref={readback} className="sphere-readback" aria-hidden />}
      <span ref={poleLabel} className="sphere-pole" aria-hidden>
        {text.reference}
      </span>
    </div>
  );
}

interface SphereColours {
  readonly measured: Color;
  readonly text: Color;
  readonly theory: Color;
  readonly globe: { readonly surface: string; readonly line: string; readonly pole: string };
}

/** The theme's colours: WebGL cannot read custom properties. */
function useColours(): SphereColours {
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the properties' values change with the theme
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const read = (name: string) => style.getPropertyValue(name).trim();
    // Declared linear, so that three leaves it as it is.
    const colour = (name: string) => new Color().setStyle(read(name), LinearSRGBColorSpace);
    return {
      measured: colour('--measured'),
      text: colour('--text'),
      theory: colour('--theory'),
      // The unit sphere is the equilibrium, hence theory's.
      globe: { surface: read('--surface'), line: read('--theory-muted'), pole: read('--text') },
    };
  }, [theme]);
}

/** Largest share of the text's colour in a trace: keeps all of them measured's, and apart from each other. */
const LARGEST_MIX = 0.55;

function shade(colours: SphereColours, index: number, count: number): TraceColours {
  const share = count > 1 ? (LARGEST_MIX * index) / (count - 1) : 0;
  return { line: colours.measured.clone().lerp(colours.text, share), band: colours.theory };
}
