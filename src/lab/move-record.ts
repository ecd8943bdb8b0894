/** The moves of a run's sliders: those of its config, those of a person, and which of them still stand. */
import type { RunEvent } from '../config/run-config';

export class MoveRecord {
  private readonly ofConfig: readonly RunEvent[];
  private moves: readonly RunEvent[];
  private lastReported: number;

  /** @param ofConfig moves of a shared session, by step  @param firstStep of the run */
  constructor(ofConfig: readonly RunEvent[], firstStep: number) {
    this.ofConfig = ofConfig;
    this.moves = ofConfig;
    this.lastReported = firstStep;
  }

  /** By step, those that a replayed link still has in store included. */
  get all(): readonly RunEvent[] {
    return this.moves;
  }

  /** Step of the last move reported; it may lie ahead of the run's steps. */
  get lastStep(): number {
    return this.lastReported;
  }

  /**
   * Takes note that a move acts. A person's ends the replay of all that was to come at later steps, as in the worker;
   * one of the same step and slider is replaced.
   */
  add(move: RunEvent): void {
    this.lastReported = move.step;
    if (this.isReplay(move)) return;
    const { step, field } = move;
    const kept = this.moves.filter(
      (other) => other.step < step || (other.step === step && other.field !== field),
    );
    this.moves = [...kept, move];
  }

  /** Whether a move is one of the run's config that still stands, not a person's. */
  isReplay({ step, field, value }: RunEvent): boolean {
    const held = this.moves.find((move) => move.step === step && move.field === field);
    return held?.value === value && this.ofConfig.includes(held);
  }

  /** The run repeats the steps from this one on. Moves stay: they belong to the run, not to a try. */
  rewind(step: number): void {
    this.lastReported = Math.min(this.lastReported, step);
  }
}
