/** Whether a checkpoint is of the run that is to go on: another one's numbers do not belong in the same file. */
import { changedFields } from '../config/field-values';
import { labError } from '../config/lab-error';
import type { RunConfig } from '../config/run-config';
import { readCheckpoint } from '../engine/checkpoint';
import { places } from '../messages';

/** What may change from one part of a run to the next: it decides neither weights nor rows. */
const FREE: readonly string[] = ['steps', 'testInterval'];

/** Throws a LabError `RESUME_CONFIG` that names the first setting in which the checkpoint's run differs. */
export function requireSameRun(config: RunConfig, checkpoint: Uint8Array, where: string): void {
  const { run } = readCheckpoint(checkpoint, where);
  const field = run ? differingField(config, run.config) : places.config;
  if (field === undefined) return;
  throw labError('RESUME_CONFIG', field, { checkpoint: where });
}

function differingField(config: RunConfig, before: RunConfig): string | undefined {
  const setting = changedFields(config, before).find((path) => !FREE.includes(path));
  if (setting !== undefined) return setting;
  const rest = ({ events, init, telemetryInterval, data }: RunConfig) => ({
    events,
    init,
    telemetryInterval,
    'data.paths': data.paths,
    'data.normalisation': data.normalisation,
  });
  const [now, then] = [rest(config), rest(before)];
  const names = Object.keys(now) as (keyof typeof now)[];
  return names.find((name) => JSON.stringify(now[name]) !== JSON.stringify(then[name]));
}
