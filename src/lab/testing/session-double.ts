/** A training session as tests use it: without a worker, on a real adapter, with all its reports. */
import { expect } from 'vitest';
import { type RunConfigInput, runConfigSchema } from '../../config/run-config';
import type { LabCommand, LabReport, RunState } from '../protocol';
import type { TimedKernels } from '../timed-kernels';
import { TrainingSession } from '../training-session';
import { sharedGpu } from './shared-gpu';

type ReportOf<T extends LabReport['type']> = LabReport & { readonly type: T };

/** A session whose reports are kept, with waiting for what they say. */
export class SessionDouble {
  readonly reports: LabReport[] = [];
  onReport: (report: LabReport) => void = () => {};
  private readonly session: TrainingSession;
  private wake: () => void = () => {};

  constructor(kernels?: TimedKernels, gpu = sharedGpu()) {
    const post = (report: LabReport) => {
      this.reports.push(report);
      this.onReport(report);
      this.wake();
    };
    this.session = new TrainingSession(post, gpu, undefined, kernels);
  }

  start(): Promise<void> {
    return this.session.start();
  }

  send(command: LabCommand): Promise<void> {
    return this.session.handle(command);
  }

  of<T extends LabReport['type']>(type: T): ReportOf<T>[] {
    return this.reports.filter((report): report is ReportOf<T> => report.type === type);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Waits for a report of this state that comes after the present one. */
  untilState(state: RunState): Promise<void> {
    const before = this.of('state').length;
    return this.until(() =>
      this.of('state')
        .slice(before)
        .some((report) => report.state === state),
    );
  }

  /** Losses by step, void ones replaced by their repetition. */
  losses(): number[] {
    const losses: number[] = [];
    for (const report of this.reports) {
      if (report.type === 'rewind') losses.length = report.step;
      if (report.type !== 'steps') continue;
      expect(report.batch.firstStep).toBe(losses.length);
      losses.push(...report.batch.loss);
    }
    return losses;
  }
}

/** A run that software adapters train at many steps a second. */
export const small: RunConfigInput = {
  network: { channels: [4, 8, 8] },
  batchSize: 8,
  data: { subset: 64 },
  testInterval: 1000,
};

/** A session with a run of this config. @param gpu for who loses its device */
export async function opened(input: RunConfigInput = small, gpu?: GPU): Promise<SessionDouble> {
  const session = new SessionDouble(undefined, gpu);
  await session.start();
  await session.send({ type: 'open', request: 1, config: runConfigSchema.parse(input) });
  expect(session.of('error')).toEqual([]);
  return session;
}

/** Computes some steps and waits for their reports. */
export async function steps(session: SessionDouble, count: number): Promise<void> {
  const paused = session.untilState('paused');
  await session.send({ type: 'step', count });
  await paused;
}
