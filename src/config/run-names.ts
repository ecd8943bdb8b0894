/** What runs are called: each by what differs in its settings from the others beside it. */
import { messages } from '../messages';
import { formatParameter } from '../messages/format';
import { hyperParameterOf, readField } from './field-values';
import { FIELD_PATHS, FIELDS, type FieldPath } from './fields';
import { type HyperParameterName, hyperParametersAt, type RunConfig } from './run-config';
import { valueText } from './value-text';

const text = messages.keptRuns.names;

/** One setting of a run, in words, and what tells whether another run has the same. */
interface Trait {
  readonly identity: string;
  readonly words: string;
}

/**
 * A name for each config, e.g. `η 0.05, seed 2`: the settings in which not all of them agree, in the order of the table
 * of settings, moves of the sliders and multiplied weights included. A setting counts among the runs in which it has an
 * effect. Runs that would be called the same get a number. Pure; a config without others beside it has the same settings as all.
 */
export function runNames(configs: readonly RunConfig[]): readonly string[] {
  const runs = configs.map(traitsOf);
  const differing = [...FIELD_PATHS.keys(), RESCALES].filter(
    (place) => new Set(runs.flatMap((traits) => traits[place]?.identity ?? [])).size > 1,
  );
  const words = runs.map((traits) =>
    differing
      .map((place) => traits[place]?.words ?? '')
      .filter((part) => part !== '')
      .join(text.separator),
  );
  return words.map((name, index) => {
    const earlier = words.slice(0, index).filter((other) => other === name).length;
    if (name === '') return text.same(earlier + 1);
    return words.filter((other) => other === name).length > 1 ? text.numbered(name, earlier + 1) : name;
  });
}

/** Place of the multiplied weights, behind those of the settings. */
const RESCALES = FIELD_PATHS.length;

/** By place; null where a setting has no effect in this run. */
function traitsOf(config: RunConfig): readonly (Trait | null)[] {
  return [...FIELD_PATHS.map((path) => traitOf(config, path)), rescalesOf(config)];
}

function traitOf(config: RunConfig, path: FieldPath): Trait | null {
  const field = FIELDS[path];
  if (!(field.applies?.(config) ?? true)) return null;
  const name = hyperParameterOf(path);
  if (name !== null) return movesOf(config, name);
  const value = readField(config, path);
  return { identity: JSON.stringify(value), words: text.setting(field.label, valueText(path, value)) };
}

/** Where a slider stood at the first step, and where it was moved to. */
function movesOf(config: RunConfig, name: HyperParameterName): Trait {
  const first = hyperParametersAt(config, 0)[name];
  const moves = config.events.filter((event) => event.field === name && event.step > 0);
  const symbol = messages.controls.symbols[name];
  const identity = JSON.stringify([first, moves]);
  const last = moves.at(-1);
  if (!last || last.field === 'rescale')
    return { identity, words: text.value(symbol, formatParameter(first)) };
  const [from, to] = [formatParameter(first), formatParameter(last.value)];
  return { identity, words: text.moved(symbol, from, to, moves[0]?.step ?? last.step, last.step) };
}

function rescalesOf({ events }: RunConfig): Trait {
  const rescales = events.filter((event) => event.field === 'rescale');
  const words = rescales.map(({ step, value }) => text.rescaled(value.weights, value.momenta, step));
  return { identity: JSON.stringify(rescales), words: words.join(text.separator) };
}
