/** A finding's run on the page, with a double in place of its worker; and the worker's part without a worker. */
import { describe, expect, it } from 'vitest';
import { errorData } from '../config/lab-error';
import type { FindingResult } from '../findings/finding';
import { type FindingReport, type FindingRequest, runFinding } from './finding-run';
import { Findings, type FindingWorker } from './findings-store';

const options = { seed: 1, dataSource: 'glyphs', sabotage: false } as const;
const result: FindingResult = { checks: [], charts: [], agrees: false };

class Double implements FindingWorker {
  readonly asked: FindingRequest[] = [];
  ended = false;
  private readonly listeners = new Map<string, (event: never) => void>();
  postMessage(request: FindingRequest): void {
    this.asked.push(request);
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.listeners.set(type, listener);
  }
  terminate(): void {
    this.ended = true;
  }
  say(report: FindingReport): void {
    this.listeners.get('message')?.({ data: report } as never);
  }
  die(message: string): void {
    this.listeners.get('error')?.({ message } as never);
  }
}

function started() {
  const workers: Double[] = [];
  const findings = new Findings(() => {
    const worker = new Double();
    workers.push(worker);
    return worker;
  });
  findings.run('sharp-minima', options);
  return { findings, workers, state: () => findings.store.getState() };
}

describe('findings of the page', () => {
  it('show progress and charts, and end with the result and the worker', () => {
    const { workers, state } = started();
    expect(state().running).toBe('sharp-minima');
    expect(workers[0]?.asked).toEqual([{ id: 'sharp-minima', options }]);
    workers[0]?.say({ type: 'progress', progress: { done: 1, total: 2, what: 'a' } });
    expect(state().runs['sharp-minima']?.progress?.done).toBe(1);
    workers[0]?.say({ type: 'result', result });
    expect(state().running).toBeNull();
    expect(state().runs['sharp-minima']?.result).toBe(result);
    expect(workers[0]?.ended).toBe(true);
  });

  it('stop at a word, and hear nothing of it any more', () => {
    const { findings, workers, state } = started();
    findings.stop();
    workers[0]?.say({ type: 'result', result });
    expect(state().running).toBeNull();
    expect(state().runs['sharp-minima']?.result).toBeNull();
  });

  it('run one at a time, and keep the results of the others', () => {
    const { findings, workers, state } = started();
    workers[0]?.say({ type: 'result', result });
    findings.run('published-recipes', options);
    findings.run('equilibrium', options);
    expect(workers[1]?.ended).toBe(true);
    expect(state().running).toBe('equilibrium');
    expect(state().runs['sharp-minima']?.result).toBe(result);
  });

  it('report a failure and a worker that dies', () => {
    const { findings, workers, state } = started();
    workers[0]?.say({ type: 'failed', error: errorData('NO_WEBGPU', 'x') });
    expect(state().runs['sharp-minima']?.error?.code).toBe('NO_WEBGPU');
    findings.run('sharp-minima', options);
    workers[1]?.die('out of memory');
    expect(state().runs['sharp-minima']?.error?.message).toContain('out of memory');
    expect(state().running).toBeNull();
  });
});

describe('the worker’s part', () => {
  it('runs what needs no GPU without one, and ends with the verdict', async () => {
    const reports: FindingReport[] = [];
    await runFinding({ id: 'sharp-minima', options }, undefined, (report) => reports.push(report));
    const last = reports.at(-1);
    expect(last?.type === 'result' && last.result.agrees).toBe(true);
    expect(reports.some(({ type }) => type === 'progress')).toBe(true);
    expect(reports.some(({ type }) => type === 'charts')).toBe(true);
  });
});
