import { describe, expect, it } from 'vitest';
import { DRAW_INTERVAL_MS, type DrawClock, DrawScheduler } from './draw-scheduler';

/** A clock that moves by hand: each deferred call is a task of its own, 16 ms after the last. */
function handClock() {
  let time = 0;
  const tasks: { at: number; callback: () => void }[] = [];
  const clock: DrawClock = {
    now: () => time,
    defer: (callback) => tasks.push({ at: time + 16, callback }),
    wait: (callback, milliseconds) => tasks.push({ at: time + milliseconds, callback }),
  };
  const runUntil = (end: number) => {
    for (;;) {
      tasks.sort((a, b) => a.at - b.at);
      const task = tasks[0];
      if (!task || task.at > end) break;
      tasks.shift();
      time = Math.max(time, task.at);
      task.callback();
    }
    time = end;
  };
  return { clock, runUntil, now: () => time };
}

describe('DrawScheduler', () => {
  it('draws one chart per task', () => {
    const { clock, runUntil, now } = handClock();
    const scheduler = new DrawScheduler(clock);
    const drawn: [string, number][] = [];
    for (const name of ['a', 'b', 'c']) scheduler.add(() => drawn.push([name, now()])).request();
    runUntil(100);
    expect(drawn).toEqual([
      ['a', 16],
      ['b', 32],
      ['c', 48],
    ]);
  });

  it('draws no chart more often than the interval, however often it is asked', () => {
    const { clock, runUntil, now } = handClock();
    const scheduler = new DrawScheduler(clock);
    const times: number[] = [];
    const handle = scheduler.add(() => times.push(now()));
    for (let time = 0; time <= 2000; time += 10) {
      handle.request();
      runUntil(time);
    }
    expect(times.length).toBeGreaterThan(6);
    for (let i = 1; i < times.length; i++)
      expect(times[i]! - times[i - 1]!).toBeGreaterThanOrEqual(DRAW_INTERVAL_MS);
  });

  it('lets a busy chart not starve the others', () => {
    const { clock, runUntil } = handClock();
    const scheduler = new DrawScheduler(clock);
    const counts = [0, 0, 0];
    const handles = counts.map((_, i) =>
      scheduler.add(() => {
        counts[i]! += 1;
      }),
    );
    for (let time = 0; time <= 3000; time += 5) {
      for (const handle of handles) handle.request();
      runUntil(time);
    }
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('draws nothing after its release, and goes on after an error', () => {
    const { clock, runUntil } = handClock();
    const scheduler = new DrawScheduler(clock);
    let drawn = 0;
    const released = scheduler.add(() => {
      drawn += 100;
    });
    scheduler
      .add(() => {
        throw new Error('one chart fails');
      })
      .request();
    scheduler
      .add(() => {
        drawn += 1;
      })
      .request();
    released.request();
    released.release();
    released.request();
    expect(() => runUntil(1000)).toThrow('one chart fails');
    runUntil(2000);
    expect(drawn).toBe(1);
  });
});
