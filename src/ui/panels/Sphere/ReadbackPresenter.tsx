/**
 * Shows the sphere where WebGL runs on the processor. There the browser fetches a WebGL canvas' pixels by waiting for
 * all that the GPU process has in line, training steps included: half a second in which the page stands still. Here
 * the scene is drawn to a texture and its pixels are asked for, without waiting, to be put on a plain canvas.
 */
import { useFrame, useThree } from '@react-three/fiber';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { WebGLRenderTarget } from 'three';
import { flipRows } from './flip-rows';

interface ReadbackPresenterProps {
  /** Lies over the WebGL canvas, which stays empty. */
  readonly canvas: RefObject<HTMLCanvasElement | null>;
}

/** Samples per pixel: lines one pixel wide are ragged without. */
const SAMPLES = 4;

export function ReadbackPresenter({ canvas }: ReadbackPresenterProps) {
  const gl = useThree((state) => state.gl);
  const size = useThree((state) => state.size);
  const ratio = useThree((state) => state.viewport.dpr);
  const invalidate = useThree((state) => state.invalidate);
  const width = Math.max(1, Math.floor(size.width * ratio));
  const height = Math.max(1, Math.floor(size.height * ratio));
  const target = useMemo(() => new WebGLRenderTarget(width, height, { samples: SAMPLES }), [width, height]);
  const isReading = useRef(false);
  const isStale = useRef(false);

  useEffect(() => {
    invalidate();
    return () => target.dispose();
  }, [target, invalidate]);

  // A priority above 0 takes the drawing out of the library's hands.
  useFrame(({ scene, camera }) => {
    if (isReading.current) {
      // One frame under way at a time: the newest state follows when it has arrived.
      isStale.current = true;
      return;
    }
    isReading.current = true;
    const pixels = new Uint8Array(4 * width * height);
    gl.setRenderTarget(target);
    gl.render(scene, camera);
    gl.setRenderTarget(null);
    gl.readRenderTargetPixelsAsync(target, 0, 0, width, height, pixels)
      .then(() => show(canvas.current, pixels, width, height))
      // The context was lost or the size changed meanwhile: the next frame shows the sphere again.
      .catch(() => undefined)
      .finally(() => {
        isReading.current = false;
        if (isStale.current) invalidate();
        isStale.current = false;
      });
  }, 1);

  return null;
}

function show(canvas: HTMLCanvasElement | null, pixels: Uint8Array, width: number, height: number): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const image = context.createImageData(width, height);
  flipRows(pixels, image.data, 4 * width);
  context.putImageData(image, 0, 0);
}
