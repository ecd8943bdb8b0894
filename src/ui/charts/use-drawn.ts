/** Ties a chart to the round of drawings: built and drawn in its own turn, and only while it can be seen. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type DrawHandle, drawScheduler } from './draw-scheduler';

/**
 * Calls `draw` in the chart's turns: after mounting, after every call of the listener that `subscribe` is given, when
 * a dependency changes, and when the element comes into sight; never while it is out of sight.
 * @param dependencies compared one by one, as React does
 */
export function useTurns(
  element: RefObject<Element | null>,
  subscribe: (listener: () => void) => () => void,
  draw: () => void,
  dependencies: readonly unknown[],
): void {
  const latest = useRef(draw);
  const visible = useRef(false);
  const handle = useRef<DrawHandle | null>(null);

  useEffect(() => {
    latest.current = draw;
  });

  useEffect(() => {
    const place = drawScheduler.add(() => {
      if (visible.current) latest.current();
    });
    const request = () => {
      if (visible.current) place.request();
    };
    handle.current = { request, release: place.release };
    const observer = new IntersectionObserver((entries) => {
      visible.current = entries.at(-1)?.isIntersecting ?? false;
      // Whatever was missed out of sight is made up for at once.
      request();
    });
    if (element.current) observer.observe(element.current);
    const unsubscribe = subscribe(request);
    return () => {
      unsubscribe();
      observer.disconnect();
      place.release();
      handle.current = null;
    };
  }, [element, subscribe]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what the drawing depends on
  useEffect(() => handle.current?.request(), dependencies);
}

/**
 * What `build` returned in the chart's last turn, null before its first. React's rendering of it is part of the same
 * task, so that no two charts are rendered in one.
 */
export function useDrawn<Data>(
  element: RefObject<Element | null>,
  subscribe: (listener: () => void) => () => void,
  build: () => Data,
  dependencies: readonly unknown[],
): Data | null {
  const [data, setData] = useState<Data | null>(null);
  useTurns(element, subscribe, () => flushSync(() => setData(() => build())), dependencies);
  return data;
}
