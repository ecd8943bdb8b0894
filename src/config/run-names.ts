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
 * For each config what differs in it, e.g. `η 0.05, seed 2`: the settings in which not all of them agree, in the order of
 * the table of settings, moves of the sliders and multiplied weights included. A setting counts among the runs in which
 * it has an effect. Empty where nothing differs.
 */
export function differences(configs: readonly RunConfig[]): readonly string[] {
  const runs = configs.map(traitsOf);
  const differing = [...FIELD_PATHS.keys(), RESCALES].filter(
    (place) => new Set(runs.flatMap((traits) => traits[place]?.identity ?? [])).size > 1,
  );
  return runs.map((traits) =>
    differing
      .map((place) => traits[place]?.words ?? '')
      .filter((part) => part !== '')
      .join(text.separator),
  );
}

/** Names of these differences: a number tells apart those that are the same, and those that are none. */
export function numbered(words: readonly string[]): readonly string[] {
  return words.map((name, index) => {
    const number = words.slice(0, index + 1).filter((other) => other === name).length;
    if (name === '') return text.same(number);
    return words.filter((other) => other === name).length > 1 ? text.numbered(name, number) : name;
  });
}

/**
 * What runs are called beside one another and the present run, which has its name already.
 * @param overlaid per run whether it is shown beside the present one; one that is not is named as if it were
 * @returns names of the runs, and what differs in the present one from those that are shown
 */
export function runNames(
  present: RunConfig,
  runs: readonly { readonly config: RunConfig; readonly overlaid: boolean }[],
): { readonly names: readonly string[]; readonly present: string } {
  const shown = runs.filter(({ overlaid }) => overlaid);
  const together = [present, ...shown.map(({ config }) => config)];
  const [ofPresent = '', ...ofShown] = differences(together);
  const words = runs.map((run) =>
    run.overlaid
      ? (ofShown[shown.indexOf(run)] ?? '')
      : (differences([...together, run.config]).at(-1) ?? ''),
  );
  return { names: numbered(words), present: ofPresent };
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
