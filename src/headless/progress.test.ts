/** A bar that stays in place on a terminal, few plain lines in a log. */
import { expect, it } from 'vitest';
import { duration, Progress } from './progress';

function show(isTTY: boolean, times: readonly number[]): string[] {
  const written: string[] = [];
  let now = 0;
  const terminal = { isTTY, write: (text: string) => void written.push(text) };
  const progress = new Progress(terminal, 100, () => now);
  for (const [index, time] of times.entries()) {
    now = time;
    progress.steps({ step: 10 * (index + 1), loss: 1.23456, accuracy: 0.5 });
  }
  progress.clear();
  return written;
}

it('rewrites one line on a terminal', () => {
  const written = show(true, [0, 50, 1000]).join('');
  expect(written).not.toContain('\n');
  expect(written).toContain('step 30/100 · loss 1.2346 · accuracy 50 % · 20.0 steps/s · 4 s left');
  expect(written).not.toContain('step 20/100');
  expect(written.endsWith('\r\x1b[2K')).toBe(true);
});

it('writes a line every ten seconds elsewhere, and one for the last step', () => {
  const written = show(false, [0, 1000, 2000, 11_000, 12_000, 13_000, 14_000, 15_000, 16_000, 17_000]);
  expect(written).toHaveLength(3);
  expect(written.every((line) => line.endsWith('\n'))).toBe(true);
  expect(written.at(-1)).toContain('step 100/100');
});

it('says durations as people do', () => {
  expect([4.4, 99, 150, 7500].map(duration)).toEqual(['4 s', '99 s', '3 min', '2 h 05 min']);
});
