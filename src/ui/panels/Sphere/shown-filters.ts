/** Which filters of a layer the sphere shows. */

/** More trajectories at once cannot be told apart. */
export const MOST_FILTERS = 12;
const DEFAULT_FILTERS = 6;

/**
 * The chosen filters; without a choice about six live ones, spread evenly over the layer.
 * @param dead per filter whether its gradient has vanished: it shows nothing but decay
 */
export function shownFilters(chosen: readonly number[], dead: readonly boolean[]): readonly number[] {
  if (chosen.length > 0) return chosen.filter((filter) => filter < dead.length).slice(-MOST_FILTERS);
  const live = dead.flatMap((isDead, filter) => (isDead ? [] : [filter]));
  const count = Math.min(DEFAULT_FILTERS, live.length);
  return Array.from({ length: count }, (_, i) => live[Math.floor((i * live.length) / count)]!);
}
