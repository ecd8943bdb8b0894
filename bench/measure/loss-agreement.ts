/** Whether a peer trains the same network: its first losses against ours. */

/** Steps whose losses are compared; the third one has both decay and momentum behind it. */
export const COMPARED_STEPS = 3;

/** Largest difference of two losses of the same step. */
export const LOSS_TOLERANCE = 1e-3;

export interface LossAgreement {
  readonly agrees: boolean;
  /** The largest difference; null where a loss is missing or not finite. */
  readonly difference: number | null;
}

/** Both arrays hold the losses of steps 0, 1, …; all of ours must have one to compare with. */
export function compareLosses(ours: readonly number[], peer: readonly number[]): LossAgreement {
  const differences = ours.map((loss, step) => Math.abs(loss - (peer[step] ?? Number.NaN)));
  const difference = differences.every(Number.isFinite) ? Math.max(0, ...differences) : null;
  const agrees = ours.length >= COMPARED_STEPS && difference !== null && difference <= LOSS_TOLERANCE;
  return { agrees, difference };
}
