/** How many steps go out in one submit: as many as fit in a time that leaves the desktop and the sliders alive. */

/** Longest a submit should take, ms: a desktop shares the GPU, and a slider acts at the next submit. */
const SUBMIT_MILLISECONDS = 40;
/** Share of the newest measurement in the estimate. */
const SMOOTHING = 0.3;

export class Pacing {
  private readonly limit: number;
  private millisecondsPerStep: number | undefined;
  private lastReport: number | undefined;

  /** @param limit steps that one submit can hold */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Steps for the next submit: one until the first results are there. */
  get steps(): number {
    if (this.millisecondsPerStep === undefined) return 1;
    const steps = Math.floor(SUBMIT_MILLISECONDS / this.millisecondsPerStep);
    return Math.max(1, Math.min(this.limit, steps));
  }

  /** Call when the results of `count` steps have arrived, at time `now` (ms). */
  report(count: number, now: number): void {
    if (this.lastReport !== undefined && count > 0) {
      const measured = Math.max(1e-3, (now - this.lastReport) / count);
      const before = this.millisecondsPerStep ?? measured;
      this.millisecondsPerStep = before + SMOOTHING * (measured - before);
    }
    this.lastReport = now;
  }

  /** Call when submitting pauses: the time until the next report says nothing about the GPU. */
  interrupt(): void {
    this.lastReport = undefined;
  }
}
