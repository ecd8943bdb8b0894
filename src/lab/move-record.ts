/** The events of a run: those of its config, a person's moves of the sliders, and which of them still stand. */
import type { MoveEvent, RunEvent } from '../config/run-config';

export class MoveRecord {
  private readonly ofConfig: readonly RunEvent[];
  private events: readonly RunEvent[];
  private lastReported: number;

  /** @param ofConfig events of a shared session, by step  @param firstStep of the run */
  constructor(ofConfig: readonly RunEvent[], firstStep: number) {
    this.ofConfig = ofConfig;
    this.events = ofConfig;
    this.lastReported = firstStep;
  }

  /** By step, those that a replayed link still has in store included. */
  get all(): readonly RunEvent[] {
    return this.events;
  }

  /** Step of the last event reported; it may lie ahead of the run's steps. */
  get lastStep(): number {
    return this.lastReported;
  }

  /**
   * Takes note that an event acts. A person's move ends the replay of all that was to come at later steps, as in the
   * worker; one of the same step and slider is replaced.
   */
  add(event: RunEvent): void {
    this.lastReported = event.step;
    if (this.isReplay(event)) return;
    const { step, field } = event;
    const kept = this.events.filter(
      (other) => other.step < step || (other.step === step && other.field !== field),
    );
    this.events = [...kept, event];
  }

  /** Whether an event is one of the run's config that still stands, not a person's move. */
  isReplay(event: RunEvent): boolean {
    // Only a config has others than moves.
    if (event.field === 'rescale') return true;
    const held = this.events.find((other) => isSameMove(other, event));
    return held?.value === event.value && this.ofConfig.includes(held);
  }

  /** The run repeats the steps from this one on. Events stay: they belong to the run, not to a try. */
  rewind(step: number): void {
    this.lastReported = Math.min(this.lastReported, step);
  }
}

function isSameMove(event: RunEvent, { step, field }: MoveEvent): boolean {
  return event.step === step && event.field === field;
}
