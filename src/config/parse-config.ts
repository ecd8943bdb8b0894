/** Anything from outside as a run's config, or as an error that names the field. */
import type { z } from 'zod';
import { places } from '../messages';
import { errorData, type LabErrorData } from './lab-error';
import { type RunConfig, runConfigSchema } from './run-config';

/** A config or the reason why there is none; ask with `'error' in result`. */
export type ConfigResult = { readonly config: RunConfig } | { readonly error: LabErrorData };

/** Longest piece of foreign text that an error repeats. */
const QUOTE_LENGTH = 40;

/** Foreign text for an error message: quoted and cut to a length that cannot fill the page. */
export function quote(text: string): string {
  return JSON.stringify(text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}…` : text);
}

/**
 * Checks a value against the schema: ranges, caps, no unknown keys; missing fields take their defaults.
 * Never throws: a refusal is a `CONFIG_INVALID` whose `where` is the dotted path of the first wrong field.
 */
export function parseRunConfig(input: unknown): ConfigResult {
  const result = runConfigSchema.safeParse(input);
  return result.success ? { config: result.data } : { error: errorOfIssue(result.error.issues[0]) };
}

function errorOfIssue(issue: z.core.$ZodIssue | undefined): LabErrorData {
  const where = issue?.path.map(String).join('.') || places.config;
  if (issue?.code === 'unrecognized_keys')
    return errorData('CONFIG_INVALID.unknownField', where, { fields: issue.keys.map(quote).slice(0, 3) });
  if (!issue) return errorData('CONFIG_INVALID.noConfig', where);
  return errorData('CONFIG_INVALID.issue', where, { issue: issue.message });
}
