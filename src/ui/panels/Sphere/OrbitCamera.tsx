/** Turns and zooms the view by mouse, touch and keyboard; draws a frame only when it has moved. */
import { useThree } from '@react-three/fiber';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { MOUSE, type OrthographicCamera, Spherical } from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';

interface OrbitCameraProps {
  /** Takes the keys. */
  readonly keyboard: RefObject<HTMLElement | null>;
  /** Distance from the centre that the view holds before it is zoomed, in radii of the unit sphere. */
  readonly extent: number;
}

const ZOOM_RANGE = [0.2, 12] as const;
/** Rad per arrow key and zoom per plus or minus. */
const KEY_TURN = 0.12;
const KEY_ZOOM = 1.2;
/** From a little above the equator's plane: the pole and the way from it are in sight. */
const HOME = new Spherical(10, 1.05, 0.6);

const TURNS: Readonly<Record<string, readonly [azimuth: number, polar: number]>> = {
  ArrowLeft: [-KEY_TURN, 0],
  ArrowRight: [KEY_TURN, 0],
  ArrowUp: [0, -KEY_TURN],
  ArrowDown: [0, KEY_TURN],
};
const ZOOMS: Readonly<Record<string, number>> = { '+': KEY_ZOOM, '=': KEY_ZOOM, '-': 1 / KEY_ZOOM };

export function OrbitCamera({ keyboard, extent }: OrbitCameraProps) {
  const camera = useThree((state) => state.camera as OrthographicCamera);
  const canvas = useThree((state) => state.gl.domElement);
  const size = useThree((state) => state.size);
  const invalidate = useThree((state) => state.invalidate);
  const controls = useMemo(() => orbitControls(camera), [camera]);
  const home = Math.max(1, Math.min(size.width, size.height)) / (2 * extent);
  const previousHome = useRef(0);

  // A view that was zoomed stays zoomed by the same factor.
  useEffect(() => {
    const factor = previousHome.current === 0 ? 1 : camera.zoom / previousHome.current;
    previousHome.current = home;
    controls.minZoom = home * ZOOM_RANGE[0];
    controls.maxZoom = home * ZOOM_RANGE[1];
    setZoom(controls, home * factor);
    invalidate();
  }, [camera, controls, home, invalidate]);

  useEffect(() => {
    const redraw = () => invalidate();
    const onKeyDown = (event: KeyboardEvent) => {
      if (!obeyKey(controls, event.key, home)) return;
      event.preventDefault();
      invalidate();
    };
    const target = keyboard.current;
    controls.connect(canvas);
    controls.addEventListener('change', redraw);
    target?.addEventListener('keydown', onKeyDown);
    canvas.addEventListener('webglcontextrestored', redraw);
    return () => {
      target?.removeEventListener('keydown', onKeyDown);
      canvas.removeEventListener('webglcontextrestored', redraw);
      controls.removeEventListener('change', redraw);
      controls.disconnect();
    };
  }, [canvas, controls, home, invalidate, keyboard]);

  return null;
}

function orbitControls(camera: OrthographicCamera): OrbitControls {
  camera.position.setFromSpherical(HOME);
  const controls = new OrbitControls(camera);
  controls.enablePan = false;
  // Motion that goes on after the hand has stopped would need frames, and not everyone bears it.
  controls.enableDamping = false;
  controls.mouseButtons = { LEFT: MOUSE.ROTATE, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.ROTATE };
  return controls;
}

function setZoom(controls: OrbitControls, zoom: number): void {
  const camera = controls.object as OrthographicCamera;
  camera.zoom = Math.min(controls.maxZoom, Math.max(controls.minZoom, zoom));
  camera.updateProjectionMatrix();
  controls.update();
}

/** Turns or zooms as the key says. @returns whether it is a key of the view */
function obeyKey(controls: OrbitControls, key: string, home: number): boolean {
  const turn = TURNS[key];
  const zoom = ZOOMS[key];
  const camera = controls.object as OrthographicCamera;
  if (turn) {
    const place = new Spherical().setFromVector3(camera.position);
    place.theta += turn[0];
    place.phi += turn[1];
    camera.position.setFromSpherical(place.makeSafe());
    controls.update();
  } else if (zoom) setZoom(controls, camera.zoom * zoom);
  else if (key === 'Home') {
    camera.position.setFromSpherical(HOME);
    setZoom(controls, home);
  }
  return Boolean(turn || zoom || key === 'Home');
}
