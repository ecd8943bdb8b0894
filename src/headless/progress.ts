/** What the terminal shows of a run: a bar that stays in place, or a plain line now and then where there is none. */
import { runner } from '../messages';

const BAR_WIDTH = 24;
/** Between two plain lines, ms: a log of an hour stays readable. */
const LINE_INTERVAL = 10_000;
const BAR_INTERVAL = 100;

export interface Terminal {
  readonly isTTY: boolean;
  write(text: string): void;
}

export interface StepProgress {
  /** Updates applied. */
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

export class Progress {
  private readonly terminal: Terminal;
  private readonly total: number;
  private readonly now: () => number;
  private first: { readonly step: number; readonly time: number } | undefined;
  private shown = Number.NEGATIVE_INFINITY;
  private barStands = false;

  constructor(terminal: Terminal, total: number, now: () => number = () => performance.now()) {
    this.terminal = terminal;
    this.total = total;
    this.now = now;
  }

  /** A line of its own, above the bar. */
  note(text: string): void {
    this.clear();
    this.terminal.write(`${text}\n`);
  }

  /** Shows how much of a preparation is done; on a terminal only. */
  count(what: string, done: number, total: number): void {
    if (!this.terminal.isTTY || (this.now() - this.shown < BAR_INTERVAL && done < total)) return;
    this.shown = this.now();
    this.clear();
    if (done === total) return;
    this.terminal.write(runner.percent(what, Math.floor((100 * done) / total)));
    this.barStands = true;
  }

  /** Shows the steps, unless the last show was just before. */
  steps(progress: StepProgress): void {
    const time = this.now();
    this.first ??= { step: progress.step, time };
    const interval = this.terminal.isTTY ? BAR_INTERVAL : LINE_INTERVAL;
    if (time - this.shown < interval && progress.step < this.total) return;
    this.shown = time;
    const text = this.textOf(progress, time);
    if (!this.terminal.isTTY) {
      this.note(text);
      return;
    }
    const filled = Math.round((BAR_WIDTH * progress.step) / this.total);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    this.clear();
    this.terminal.write(`${bar} ${text}`);
    this.barStands = true;
  }

  /** Takes the bar away, so that other text can follow. */
  clear(): void {
    if (this.barStands) this.terminal.write('\r\x1b[2K');
    this.barStands = false;
  }

  private textOf({ step, loss, accuracy }: StepProgress, time: number): string {
    const parts = [
      runner.progress.step(step, this.total),
      runner.progress.loss(loss),
      runner.progress.accuracy(accuracy),
    ];
    const { first } = this;
    if (first && step > first.step) {
      const perSecond = ((step - first.step) / (time - first.time)) * 1000;
      const left = duration((this.total - step) / perSecond);
      parts.push(runner.progress.perSecond(perSecond), runner.progress.left(left));
    }
    return parts.join(' · ');
  }
}

/** Seconds as a person says them: 42 s, 7 min, 2 h 05 min. */
export function duration(seconds: number): string {
  if (seconds < 100) return runner.seconds(Math.round(seconds));
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return runner.minutes(minutes);
  return runner.hours(Math.floor(minutes / 60), minutes % 60);
}
