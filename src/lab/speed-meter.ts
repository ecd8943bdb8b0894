/** Steps per second over the last seconds. */

/** Milliseconds looked back on: long enough for a number that can be read, short enough to show a change. */
const WINDOW = 2000;

export class SpeedMeter {
  private samples: { readonly time: number; readonly steps: number }[] = [];
  private steps = 0;

  /** Takes note that steps were finished at a time in milliseconds. */
  add(steps: number, time: number): void {
    this.steps += steps;
    this.samples.push({ time, steps: this.steps });
    const begin = this.samples.findIndex((sample) => sample.time >= time - WINDOW);
    if (begin > 0) this.samples.splice(0, begin);
  }

  /** Steps per second, null before two reports. */
  get speed(): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.time === first.time) return null;
    return ((last.steps - first.steps) * 1000) / (last.time - first.time);
  }

  /** Starts over: after a pause the time between must not count. */
  clear(): void {
    this.samples = [];
  }
}
