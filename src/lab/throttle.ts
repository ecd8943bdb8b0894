/** Runs an action at once, then at most once per interval, and never loses the last request. */
export class Throttle {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastRun = Number.NEGATIVE_INFINITY;
  private readonly interval: () => number;
  private readonly action: () => void;

  /** @param interval milliseconds between two runs; asked at each request where it changes. */
  constructor(interval: number | (() => number), action: () => void) {
    this.interval = typeof interval === 'number' ? () => interval : interval;
    this.action = action;
  }

  request(): void {
    if (this.timer !== undefined) return;
    const wait = this.lastRun + this.interval() - performance.now();
    if (wait <= 0) this.run();
    else this.timer = setTimeout(() => this.run(), wait);
  }

  /** Runs a request that still waits, now. */
  flush(): void {
    if (this.timer !== undefined) this.run();
  }

  /** Drops a request that still waits. */
  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private run(): void {
    this.cancel();
    this.lastRun = performance.now();
    this.action();
  }
}
