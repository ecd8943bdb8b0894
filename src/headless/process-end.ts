/** How the runner's process ends: its exit codes, and Ctrl-C. */

export const EXIT = { done: 0, failed: 1, refused: 2, diverged: 3, interrupted: 130 } as const;

/** `npm run` passes on the Ctrl-C that the terminal sent us already: within this time, ms, two are one. */
const SAME_INTERRUPT = 1000;

/** Ctrl-C asks the work to stop and write what there is; the second time it ends the process at once. */
export async function withStop<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let stopped = 0;
  const stop = () => {
    if (!controller.signal.aborted) stopped = performance.now();
    else if (performance.now() - stopped > SAME_INTERRUPT) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
