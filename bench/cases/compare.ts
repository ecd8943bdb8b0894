/** Times our engine and its peers on one case, in turn, so that what slows the machine slows all of them. */

import { summarise } from '../../src/engine/tuning/statistics';
import type { BenchDevice } from '../device';
import { COMPARED_STEPS, compareLosses } from '../measure/loss-agreement';
import type { CreatePeer } from '../peers';
import { type CaseResult, OURS, type StepTimes } from '../results';
import type { Contestant } from './contestant';
import { type ExportedCase, exportCase } from './export-case';
import { createOurs } from './ours';
import { type CaseDefinition, trainingCase } from './training-case';

/** How long is measured. */
export interface Effort {
  /** Windows per contestant. */
  readonly repeats: number;
  /** Length of a window; at least one step. */
  readonly windowMs: number;
  /** A contestant gets no further window once it has had this much time; at least one. */
  readonly budgetMs: number;
}

export type Log = (line: string) => void;

const MAX_STEPS_PER_WINDOW = 512;

class Timing {
  readonly contestant: Contestant;
  readonly losses: readonly number[];
  readonly stepsPerWindow: number;
  readonly samples: number[] = [];
  private spent = 0;

  private constructor(contestant: Contestant, losses: readonly number[], stepsPerWindow: number) {
    this.contestant = contestant;
    this.losses = losses;
    this.stepsPerWindow = stepsPerWindow;
  }

  /** Makes the compared steps, which compile what is compiled late, and chooses the length of the windows. */
  static async start(contestant: Contestant, windowMs: number): Promise<Timing> {
    const losses: number[] = [];
    let last = 0;
    for (let step = 0; step < COMPARED_STEPS; step++) {
      const begin = performance.now();
      losses.push(await contestant.train(1));
      last = performance.now() - begin;
    }
    const steps = Math.min(MAX_STEPS_PER_WINDOW, Math.max(1, Math.round(windowMs / last)));
    return new Timing(contestant, losses, steps);
  }

  async window(budgetMs: number): Promise<void> {
    if (this.spent > budgetMs) return;
    const begin = performance.now();
    await this.contestant.train(this.stepsPerWindow);
    const elapsed = performance.now() - begin;
    this.spent += elapsed;
    this.samples.push(elapsed / this.stepsPerWindow);
  }

  result(ours: readonly number[]): StepTimes {
    return {
      ...summarise(this.samples),
      steps_per_window: this.stepsPerWindow,
      first_losses: this.losses,
      loss_difference: compareLosses(ours, this.losses).difference,
    };
  }
}

export async function compare(
  device: BenchDevice,
  definition: CaseDefinition,
  peers: Readonly<Record<string, CreatePeer>>,
  { repeats, windowMs, budgetMs }: Effort,
  log: Log,
  takeCase: (exported: ExportedCase) => Promise<void>,
): Promise<CaseResult> {
  const training = trainingCase(definition);
  const { ours, weights } = await createOurs(device, training);
  await takeCase(exportCase(training, weights));
  const timings = [await Timing.start(ours, windowMs)];
  const absent: Record<string, string> = {};
  for (const [name, create] of Object.entries(peers)) {
    log(`${definition.name}: ${name} makes its first steps`);
    try {
      timings.push(await Timing.start(await create(training, weights), windowMs));
    } catch (error) {
      absent[name] = error instanceof Error ? error.message : String(error);
    }
  }
  for (let round = 0; round < repeats; round++) {
    log(`${definition.name}: round ${round + 1} of ${repeats}`);
    // Whoever came first comes last in the next round.
    const turn = round % timings.length;
    for (const timing of [...timings.slice(turn), ...timings.slice(0, turn)]) await timing.window(budgetMs);
  }
  for (const { contestant } of timings) contestant.destroy();
  const result = resultOf(definition, timings, absent);
  log(
    `${definition.name}: ${result.ours_ms.toFixed(1)} ms a step; the fastest peer, ${result.fastest_peer}: ×${result.ratio?.toFixed(2)}`,
  );
  return result;
}

function resultOf(
  { name, batch }: CaseDefinition,
  timings: readonly Timing[],
  absent: Readonly<Record<string, string>>,
): CaseResult {
  const [ours, ...others] = timings;
  const { losses } = ours!;
  const spread = Object.fromEntries(timings.map((timing) => [timing.contestant.name, timing.result(losses)]));
  const peers = Object.fromEntries(
    others.map(({ contestant }) => [contestant.name, spread[contestant.name]!.median]),
  );
  const disagreeing = others
    .filter((timing) => !compareLosses(losses, timing.losses).agrees)
    .map(({ contestant }) => contestant.name);
  const ours_ms = spread[OURS]!.median;
  const [fastest_peer = null] = Object.keys(peers).toSorted((a, b) => peers[a]! - peers[b]!);
  const valid = disagreeing.length === 0 && fastest_peer !== null;
  return {
    name,
    batch,
    ours_ms,
    peers,
    ratio: valid ? peers[fastest_peer]! / ours_ms : null,
    fastest_peer,
    disagreeing,
    absent,
    spread,
  };
}
