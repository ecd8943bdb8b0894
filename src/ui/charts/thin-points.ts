/** Fewer points of a list whose steps are its own, such as the test set's. */
import { CHART_POINTS } from '../../lab/decimate';
import type { ChartPoint } from './chart-data';

/** Every 2ᵏ-th point and the last one, `maximum` at most: a power of two, so that points stay while the run grows. */
export function thinPoints(points: readonly ChartPoint[], maximum = CHART_POINTS): readonly ChartPoint[] {
  let stride = 1;
  while (points.length / stride > maximum - 1) stride *= 2;
  const last = points.length - 1;
  return Object.freeze(points.filter((_, index) => index % stride === 0 || index === last));
}
