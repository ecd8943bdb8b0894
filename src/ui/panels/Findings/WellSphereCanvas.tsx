/** The sphere of directions in the colours of its loss, and the way of the weight over it. Loaded when it is shown. */
import { Canvas, invalidate } from '@react-three/fiber';
import { useEffect, useMemo, useRef } from 'react';
import {
  BufferAttribute,
  BufferGeometry,
  Color,
  Line,
  LinearSRGBColorSpace,
  LineBasicMaterial,
  LineLoop,
  Mesh,
  MeshBasicMaterial,
  Quaternion,
  ShaderMaterial,
  SphereGeometry,
  Vector3,
} from 'three';
import { useTheme } from '../../hooks/use-theme';
import { OrbitCamera } from '../Sphere/OrbitCamera';
import { ReadbackPresenter } from '../Sphere/ReadbackPresenter';
import { webGlSupport } from '../Sphere/webgl';
import { PATH_POINTS, type WellWalk } from './well-walk';

const VERTEX = `
varying vec3 place;
void main() {
  place = position;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

/** Depth d = Σ exp(−θ²/(2s²)), θ from the chord: arccos has no small angles. Lines of equal depth at its eighths. */
const FRAGMENT = `
varying vec3 place;
uniform vec3 narrowCentre;
uniform vec3 wideCentre;
uniform vec2 halfWidths;
uniform vec3 high;
uniform vec3 low;
float depth(vec3 centre, float halfWidth) {
  float angle = 2.0 * asin(min(1.0, length(normalize(place) - centre) / 2.0));
  return exp(-angle * angle / (2.0 * halfWidth * halfWidth));
}
void main() {
  float d = min(1.0, depth(narrowCentre, halfWidths.x) + depth(wideCentre, halfWidths.y));
  float level = abs(fract(d * 8.0 + 0.5) - 0.5) / max(fwidth(d * 8.0), 1e-4);
  float line = 0.25 * (1.0 - smoothstep(0.5, 1.5, level)) * step(0.03, d);
  gl_FragColor = vec4(mix(high, low, d * (1.0 - line)), 1.0);
}`;

/** The path lies this far above the surface, in radii, so that it is not lost in it. */
const LIFT = 1.004;
const POINT_RADIUS = 0.022;
const CIRCLE_POINTS = 96;
/** Distance from the centre that is in sight. */
const EXTENT = 1.12;
/** Half-way between the wells, which are turned to face the camera's first place. */
const MIDDLE = new Vector3(Math.sin(0.8), 0, Math.cos(0.8));
const CAMERA = new Vector3().setFromSphericalCoords(1, 1.05, 0.6);
const TURN = new Quaternion().setFromUnitVectors(MIDDLE, CAMERA);

interface WellSphereCanvasProps {
  readonly walk: WellWalk;
  /** Radius in rad of the circle around the narrow well; 0 for none. */
  readonly circle: number;
  readonly description: string;
  /** Handed a function that draws the walk as it is now. */
  readonly onReady: (draw: () => void) => void;
}

function createObjects() {
  const path = new BufferGeometry().setAttribute(
    'position',
    new BufferAttribute(new Float32Array(3 * PATH_POINTS), 3),
  );
  const circle = new BufferGeometry().setAttribute(
    'position',
    new BufferAttribute(new Float32Array(3 * CIRCLE_POINTS), 3),
  );
  return {
    sphere: new Mesh(
      new SphereGeometry(1, 96, 64),
      new ShaderMaterial({
        vertexShader: VERTEX,
        fragmentShader: FRAGMENT,
        uniforms: {
          narrowCentre: { value: new Vector3() },
          wideCentre: { value: new Vector3() },
          halfWidths: { value: [1, 1] },
          high: { value: new Color() },
          low: { value: new Color() },
        },
      }),
    ),
    path: new Line(path, new LineBasicMaterial()),
    point: new Mesh(new SphereGeometry(POINT_RADIUS, 16, 12), new MeshBasicMaterial()),
    circle: new LineLoop(circle, new LineBasicMaterial()),
  };
}

type Objects = ReturnType<typeof createObjects>;

function drawWalk({ path, point, sphere, circle }: Objects, walk: WellWalk, radius: number): void {
  const positions = path.geometry.getAttribute('position') as BufferAttribute;
  const array = positions.array as Float32Array;
  for (let i = 0; i < 3 * walk.pathLength; i++) array[i] = LIFT * walk.path[i]!;
  positions.needsUpdate = true;
  path.geometry.setDrawRange(0, walk.pathLength);
  path.frustumCulled = false;
  const last = 3 * (walk.pathLength - 1);
  point.position.set(array[last]!, array[last + 1]!, array[last + 2]!);
  const { narrow, wide } = walk.wells;
  const { uniforms } = sphere.material;
  uniforms.narrowCentre?.value.set(...narrow.centre);
  uniforms.wideCentre?.value.set(...wide.centre);
  if (uniforms.halfWidths) uniforms.halfWidths.value = [narrow.halfWidth, wide.halfWidth];
  circle.visible = radius > 0;
  const around = circle.geometry.getAttribute('position') as BufferAttribute;
  for (let i = 0; i < CIRCLE_POINTS; i++) {
    const azimuth = (2 * Math.PI * i) / CIRCLE_POINTS;
    const ring = LIFT * Math.sin(radius);
    // The narrow well's centre is the z axis.
    around.setXYZ(i, ring * Math.cos(azimuth), ring * Math.sin(azimuth), LIFT * Math.cos(radius));
  }
  around.needsUpdate = true;
  invalidate();
}

/** The theme's colours: WebGL cannot read custom properties. */
function colour(objects: Objects): void {
  const style = getComputedStyle(document.documentElement);
  const set = (target: Color, name: string) =>
    target.setStyle(style.getPropertyValue(name).trim(), LinearSRGBColorSpace);
  set(objects.path.material.color, '--measured');
  set(objects.point.material.color, '--text');
  set(objects.circle.material.color, '--theory');
  const { high, low } = objects.sphere.material.uniforms;
  if (high) set(high.value, '--surface-pressed');
  if (low) set(low.value, '--event');
}

export function WellSphereCanvas({ walk, circle, description, onReady }: WellSphereCanvasProps) {
  const field = useRef<HTMLDivElement>(null);
  const readback = useRef<HTMLCanvasElement>(null);
  const { isSoftware } = webGlSupport();
  const theme = useTheme();
  const objects = useMemo(createObjects, []);

  useEffect(
    () => () => {
      for (const { geometry, material } of Object.values(objects)) {
        geometry.dispose();
        material.dispose();
      }
    },
    [objects],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the properties' values change with the theme
  useEffect(() => {
    colour(objects);
    invalidate();
  }, [objects, theme]);

  useEffect(() => {
    const draw = () => drawWalk(objects, walk, circle);
    draw();
    onReady(draw);
  }, [objects, walk, circle, onReady]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys that turn and zoom the sphere arrive here
    <div ref={field} className="well-sphere-field" role="application" tabIndex={0} aria-label={description}>
      <Canvas
        orthographic
        frameloop="demand"
        dpr={[1, 2]}
        camera={{ near: 0.1, far: 30 }}
        gl={{ antialias: !isSoftware, alpha: true }}
        // Colours are the style sheet's, as they are there: no tone mapping, no conversion.
        flat
        linear
        legacy
      >
        <group quaternion={TURN}>
          {Object.values(objects).map((object) => (
            <primitive key={object.uuid} object={object} />
          ))}
        </group>
        <OrbitCamera keyboard={field} extent={EXTENT} />
        {isSoftware && <ReadbackPresenter canvas={readback} />}
      </Canvas>
      {isSoftware && <canvas ref={readback} className="sphere-readback" aria-hidden />}
    </div>
  );
}
