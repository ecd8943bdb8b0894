/**
 * A run as the hash of a URL: only what differs from the default, in readable dotted paths, e.g.
 * `#v=1&optimizer.learningRate=0.2&events=120:learningRate:0.01,300:momentum:0`. Numbers are written with as many
 * digits as bring back the same float64, so that a link replays a run exactly.
 */

import { places } from '../messages';
import { fieldFromText, fieldText, readNumber } from './field-text';
import { changedFields, readField, setAtPath } from './field-values';
import { FIELDS, type FieldPath, isFieldPath, RUNNER_FIELDS } from './fields';
import { errorData, type LabErrorData } from './lab-error';
import { type ConfigResult, parseRunConfig, quote } from './parse-config';
import type { RescaleFactors } from './rescale';
import { DEFAULT_RUN_CONFIG, MAX_EVENTS, PATH_SOURCES, type RunConfig, type RunEvent } from './run-config';

/** Longer links are refused unread. A run with all its 1000 events needs at most 90 thousand characters. */
export const MAX_LINK_LENGTH = 1 << 17;

const VERSION = '1';

/** The config as a URL hash, `#` included. */
export function configToHash(config: RunConfig): string {
  const pairs = [`v=${VERSION}`];
  for (const path of changedFields(DEFAULT_RUN_CONFIG, config)) {
    pairs.push(`${path}=${fieldText(readField(config, path))}`);
  }
  if (config.events.length > 0) {
    pairs.push(`events=${config.events.map(eventText).join(',')}`);
  }
  return `#${pairs.join('&')}`;
}

/**
 * The config that a URL hash (with or without its `#`) describes; an empty one is the default run.
 * Never throws and never falls back in part: whatever is unknown, twice there, out of range, too long or not of
 * this version gives an error whose `where` names the field.
 */
export function configFromHash(hash: string): ConfigResult {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  if (text === '') return { config: structuredClone(DEFAULT_RUN_CONFIG) };
  if (text.length > MAX_LINK_LENGTH) {
    return {
      error: errorData('LINK_INVALID.long', places.link, { length: text.length, limit: MAX_LINK_LENGTH }),
    };
  }
  const pairs = new Map<string, string>();
  for (const part of text.split('&')) {
    const separator = part.indexOf('=');
    const key = separator < 0 ? part : part.slice(0, separator);
    if (key !== 'v' && key !== 'events' && !isFieldPath(key)) {
      if (RUNNER_FIELDS.some((name) => name === key))
        return { error: errorData('LINK_INVALID.runnerOnly', key) };
      return { error: errorData('LINK_INVALID.unknownField', quote(key)) };
    }
    if (separator < 0) return { error: errorData('LINK_INVALID.noValue', key) };
    if (pairs.has(key)) return { error: errorData('LINK_INVALID.twice', key) };
    const value = decode(part.slice(separator + 1));
    if (value === null) return { error: errorData('LINK_INVALID.encoding', key) };
    pairs.set(key, value);
  }
  const version = pairs.get('v');
  if (version === undefined) return { error: errorData('LINK_INVALID.noVersion', 'v', { version: VERSION }) };
  if (version !== VERSION)
    return {
      error: errorData('LINK_INVALID.otherVersion', 'v', { version: VERSION, found: quote(version) }),
    };
  return readPairs(pairs);
}

function readPairs(pairs: ReadonlyMap<string, string>): ConfigResult {
  const input: Record<string, unknown> = {};
  for (const [key, text] of pairs) {
    if (key === 'events') {
      const events = readEvents(text);
      if ('error' in events) return events;
      input.events = events.events;
    } else if (isFieldPath(key)) {
      if (key === 'data.source' && PATH_SOURCES.some((source) => source === text))
        return { error: errorData('LINK_INVALID.pathSource', key, { text: quote(text) }) };
      const value = fieldFromText(key, text);
      if (value === undefined) return { error: wrongKind(key, quote(text)) };
      setAtPath(input, key, value);
    }
  }
  return parseRunConfig(input);
}

/** What is wrong with a text that stands for no value of the setting's kind. */
function wrongKind(path: FieldPath, text: string): LabErrorData {
  const field = FIELDS[path];
  switch (field.kind) {
    case 'boolean':
      return errorData('LINK_INVALID.noBoolean', path, { text });
    case 'choice':
      return errorData('LINK_INVALID.noChoice', path, {
        text,
        choices: field.choices.map(({ value }) => value),
      });
    case 'number':
      return errorData('LINK_INVALID.noNumber', path, { text });
    case 'numbers':
      return errorData('LINK_INVALID.noNumbers', path, { text, count: field.count });
    case 'list':
      return errorData('LINK_INVALID.noList', path, { text });
    case 'factors':
      return errorData('LINK_INVALID.noFactors', path, { text });
  }
}

/** `120:learningRate:0.01`, or with the factors of weights, momenta and running statistics `120:rescale:0.5/2/0.5`. */
function eventText(event: RunEvent): string {
  const { step, field, value } = event;
  if (field !== 'rescale') return `${step}:${field}:${value}`;
  return `${step}:${field}:${value.weights}/${value.momenta}/${value.runningStatistics}`;
}

function readRescale(text: string): RescaleFactors | undefined {
  const [weights, momenta, runningStatistics, ...rest] = text.split('/', 4).map(readNumber);
  if (weights === undefined || momenta === undefined || runningStatistics === undefined || rest.length > 0)
    return undefined;
  return { weights, momenta, runningStatistics };
}

function readEvents(
  text: string,
): { readonly events: readonly unknown[] } | { readonly error: LabErrorData } {
  const parts = text.split(',', MAX_EVENTS + 1);
  if (parts.length > MAX_EVENTS)
    return { error: errorData('LINK_INVALID.manyEvents', 'events', { limit: MAX_EVENTS }) };
  const events: unknown[] = [];
  for (const [index, part] of parts.entries()) {
    const [stepText = '', field = '', valueText = '', ...rest] = part.split(':', 4);
    const step = readNumber(stepText);
    const value = field === 'rescale' ? readRescale(valueText) : readNumber(valueText);
    if (step === undefined || value === undefined || rest.length > 0) {
      return { error: errorData('LINK_INVALID.noEvent', `events.${index}`, { text: quote(part) }) };
    }
    events.push({ step, field, value });
  }
  return { events };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
