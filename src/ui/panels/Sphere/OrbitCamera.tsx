/** Turns and zooms the view by mouse, touch and keyboard; draws a frame only when it has moved. */
import { useThree } from '@react-three/fiber';
import { type RefObject, useEffect } from 'react';
import { MOUSE, type OrthographicCamera, Spherical } from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';

interface OrbitCameraProps {
  /** Takes the keys. */
  readonly keyboard: RefObject<HTMLElement | null>;
}

/** The panel's shorter side shows this many radii: room for norms up to a third above equilibrium. */
const RADII_SHOWN = 2.7;
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

export function OrbitCamera({ keyboard }: OrbitCameraProps) {
  const camera = useThree((state) => state.camera as OrthographicCamera);
  const canvas = useThree((state) => state.gl.domElement);
  const size = useThree((state) => state.size);
  const invalidate = useThree((state) => state.invalidate);
  const home = Math.max(1, Math.min(size.width, size.height)) / RADII_SHOWN;

  useEffect(() => {
    camera.position.setFromSpherical(HOME);
    camera.zoom = home;
    const controls = new OrbitControls(camera, canvas);
    controls.enablePan = false;
    // Motion that goes on after the hand has stopped would need frames, and not everyone bears it.
    controls.enableDamping = false;
    controls.mouseButtons = { LEFT: MOUSE.ROTATE, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.ROTATE };
    controls.minZoom = home * ZOOM_RANGE[0];
    controls.maxZoom = home * ZOOM_RANGE[1];
    const redraw = () => invalidate();
    controls.addEventListener('change', redraw);

    const place = new Spherical();
    const onKeyDown = (event: KeyboardEvent) => {
      const turn = TURNS[event.key];
      const zoom = ZOOMS[event.key];
      if (!turn && !zoom && event.key !== 'Home') return;
      event.preventDefault();
      place.setFromVector3(camera.position);
      if (turn) {
        place.theta += turn[0];
        place.phi += turn[1];
        place.makeSafe();
      } else if (!zoom) place.copy(HOME);
      const wanted = zoom ? camera.zoom * zoom : turn ? camera.zoom : home;
      camera.zoom = Math.min(controls.maxZoom, Math.max(controls.minZoom, wanted));
      camera.position.setFromSpherical(place);
      camera.updateProjectionMatrix();
      controls.update();
      invalidate();
    };
    const target = keyboard.current;
    target?.addEventListener('keydown', onKeyDown);
    canvas.addEventListener('webglcontextrestored', redraw);
    camera.updateProjectionMatrix();
    controls.update();
    invalidate();
    return () => {
      target?.removeEventListener('keydown', onKeyDown);
      canvas.removeEventListener('webglcontextrestored', redraw);
      controls.dispose();
    };
  }, [camera, canvas, home, invalidate, keyboard]);

  return null;
}
