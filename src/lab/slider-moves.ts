/** A person's moves of the sliders on their way to the worker: few messages of a drag, and always its last value. */
import type { HyperParameterName, MoveEvent } from '../config/run-config';
import { Throttle } from './throttle';

/** Milliseconds between two messages of a dragged slider: about three frames. */
const INTERVAL = 50;
/**
 * It doubles with every so many moves that the run has recorded: what a run can record takes five minutes of dragging.
 */
const MOVES_PER_DOUBLING = 200;

export class SliderMoves {
  private readonly waiting = new Map<HyperParameterName, number>();
  /** Newest values that were sent and not reported back yet. */
  private readonly sent = new Map<HyperParameterName, number>();
  private readonly throttle: Throttle;

  /** @param recorded number of moves that the run has recorded */
  constructor(send: (field: HyperParameterName, value: number) => void, recorded: () => number = () => 0) {
    const interval = () => INTERVAL * 2 ** Math.floor(recorded() / MOVES_PER_DOUBLING);
    this.throttle = new Throttle(interval, () => {
      for (const [field, value] of this.waiting) {
        this.sent.set(field, value);
        send(field, value);
      }
      this.waiting.clear();
    });
  }

  add(field: HyperParameterName, value: number): void {
    this.waiting.set(field, value);
    this.throttle.request();
  }

  /** Sends what still waits, now. */
  flush(): void {
    this.throttle.flush();
  }

  /** Whether a slider's newest value is not known to act yet. */
  isUnderWay(field: HyperParameterName): boolean {
    return this.waiting.has(field) || this.sent.has(field);
  }

  /** Takes note of a person's move that acts. @returns whether it is the slider's newest */
  report({ field, value }: MoveEvent): boolean {
    if (this.sent.get(field) !== value) return false;
    this.sent.delete(field);
    return !this.waiting.has(field);
  }

  /** Drops all moves: the worker takes no more, or there is none. */
  drop(): void {
    this.throttle.cancel();
    this.waiting.clear();
    this.sent.clear();
  }
}
