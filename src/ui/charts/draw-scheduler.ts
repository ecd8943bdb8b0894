/** Whose turn it is to be drawn: every chart a few times a second, and never two of them in one task. */

/** A chart is drawn at most this often: 4 times a second is as fast as a moving curve can be read. */
export const DRAW_INTERVAL_MS = 250;

export interface DrawClock {
  /** Milliseconds from an arbitrary start. */
  now(): number;
  /** Calls back in a later task, best when a frame has been painted in between. Never while the page is hidden. */
  defer(callback: () => void): void;
  /** Calls back after the given time in milliseconds. */
  wait(callback: () => void, milliseconds: number): void;
}

/** After the next frame is painted, and outside its own task: input and animation come first. */
const pageClock: DrawClock = {
  now: () => performance.now(),
  defer: (callback) => requestAnimationFrame(() => setTimeout(callback)),
  wait: (callback, milliseconds) => setTimeout(callback, milliseconds),
};

interface Turn {
  readonly draw: () => void;
  due: number;
  wanted: boolean;
}

export interface DrawHandle {
  /** Asks for a turn; any number of requests before it are one. */
  request(): void;
  /** Gives the place up; nothing is drawn any more. */
  release(): void;
}

/**
 * Charts take turns: one drawing per task, the one that has waited longest first, none more often than
 * `DRAW_INTERVAL_MS`.
 */
export class DrawScheduler {
  readonly #clock: DrawClock;
  #turns: Turn[] = [];
  #pending = false;

  constructor(clock: DrawClock = pageClock) {
    this.#clock = clock;
  }

  /** Takes a place in the round. `draw` must do all its work before it returns. */
  add(draw: () => void): DrawHandle {
    const turn: Turn = { draw, due: 0, wanted: false };
    this.#turns.push(turn);
    return {
      request: () => {
        if (turn.wanted || !this.#turns.includes(turn)) return;
        turn.wanted = true;
        this.#schedule();
      },
      release: () => {
        turn.wanted = false;
        this.#turns = this.#turns.filter((other) => other !== turn);
      },
    };
  }

  #next(): Turn | undefined {
    const wanted = this.#turns.filter((turn) => turn.wanted);
    return wanted.reduce<Turn | undefined>(
      (first, turn) => (first && first.due <= turn.due ? first : turn),
      undefined,
    );
  }

  #schedule(): void {
    const next = this.#next();
    if (this.#pending || !next) return;
    this.#pending = true;
    const wait = next.due - this.#clock.now();
    const run = () => this.#run();
    if (wait > 0) this.#clock.wait(() => this.#clock.defer(run), wait);
    else this.#clock.defer(run);
  }

  #run(): void {
    this.#pending = false;
    const next = this.#next();
    if (next && next.due <= this.#clock.now()) {
      next.wanted = false;
      next.due = this.#clock.now() + DRAW_INTERVAL_MS;
      try {
        next.draw();
      } finally {
        this.#schedule();
      }
    } else this.#schedule();
  }
}

/** The page's one round: every chart and the sphere take their turns in it. */
export const drawScheduler = new DrawScheduler();
