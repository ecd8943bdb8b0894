/** Turns a run's reports into its files and into what the terminal shows. */
import { runner } from '../messages';
import type { HeadlessOutcome, HeadlessReport } from './headless-run';
import type { OutputFolder } from './output-folder';
import type { Progress } from './progress';

export class RunFiles {
  private readonly folder: OutputFolder;
  private readonly progress: Progress;
  private readonly resumed: boolean;

  /** @param resumed keep the rows that are there, up to the step at which the run goes on */
  constructor(folder: OutputFolder, progress: Progress, resumed: boolean) {
    this.folder = folder;
    this.progress = progress;
    this.resumed = resumed;
  }

  /** Takes one report; resolves when its file is written. */
  async take(report: HeadlessReport): Promise<void> {
    switch (report.type) {
      case 'timing':
        return this.progress.count(runner.timing, report.done, report.total);
      case 'kernels':
        return this.progress.count(runner.compiling, report.done, report.total);
      case 'opened': {
        const { adapter, run, firstStep } = report;
        const name = [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(' ');
        this.progress.note(
          runner.opened(run.dataSet.name, run.parameterCount, name, {
            software: adapter.software,
            firstStep,
          }),
        );
        return this.folder.startMetrics(report.csvHeader, firstStep, this.resumed);
      }
      case 'rows':
        this.progress.steps(report);
        return this.folder.appendMetrics(report.csv);
      case 'evaluation': {
        const { step, accuracy, loss } = report.evaluation;
        return this.progress.note(runner.evaluation(step, accuracy, loss));
      }
      case 'checkpoint':
        return this.folder.writeCheckpoint(report.bytes);
    }
  }

  /** Writes the summary. */
  async finish(outcome: HeadlessOutcome): Promise<void> {
    this.progress.clear();
    const { summary, ...end } = outcome;
    await this.folder.writeSummary({ ...end, ...summary });
  }
}
