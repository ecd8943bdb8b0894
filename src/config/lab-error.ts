/**
 * Errors as data: what happened, what to do, and where, in a form that crosses worker boundaries unharmed.
 *
 * What an error says stands in `messages/`, by its code. An error is made of the name of its text, the place, and the
 * values that the text asks for: `throw labError('IDX_TRUNCATED.elements', file, { found, expected }, { cause })`.
 * A name that has no text, or a value that is missing, does not compile.
 */
import { type ErrorText, errors } from '../messages';

type Errors = typeof errors;

/** Name of an error's text: its code, and behind a dot which of the code's problems it is, where there are several. */
export type ErrorName = keyof Errors;

/** Stable machine-readable name, upper snake case, e.g. `IDX_TRUNCATED`. */
export type ErrorCode = ErrorName extends infer Name
  ? Name extends `${infer Code}.${string}`
    ? Code
    : Name
  : never;

/** The values that an error's text asks for; none where it asks for none. */
type ErrorValues<Name extends ErrorName> = Errors[Name] extends (
  where: string,
  values: infer Values,
) => ErrorText
  ? unknown extends Values
    ? [values?: Record<string, never>]
    : [values: Values]
  : never;

export interface LabErrorData {
  readonly code: ErrorCode;
  /** What is wrong, naming the limit, the field or the byte. */
  readonly message: string;
  /** What the reader can do about it. */
  readonly fix: string;
  /** The field, file, layer or step concerned. */
  readonly where: string;
}

export class LabError extends Error implements LabErrorData {
  readonly code: ErrorCode;
  readonly fix: string;
  readonly where: string;

  /** @param data of an error that was reported as data; a new one is made by `labError` */
  constructor(data: LabErrorData, options?: ErrorOptions) {
    super(data.message, options);
    this.name = 'LabError';
    this.code = data.code;
    this.fix = data.fix;
    this.where = data.where;
  }

  /** The error as a plain object that `postMessage` can carry. */
  toData(): LabErrorData {
    return { code: this.code, message: this.message, fix: this.fix, where: this.where };
  }
}

/** An error to be reported rather than thrown. @param where the field, file, layer or step concerned */
export function errorData<Name extends ErrorName>(
  name: Name,
  where: string,
  ...[values]: ErrorValues<Name>
): LabErrorData {
  return textAsData(name, where, values);
}

/** An error to be thrown; `options` may name its cause. @param where the field, file, layer or step concerned */
export function labError<Name extends ErrorName>(
  name: Name,
  where: string,
  ...[values, options]: [...ErrorValues<Name>, options?: ErrorOptions]
): LabError {
  return new LabError(textAsData(name, where, values), options);
}

/** The callers' types have made sure that the values are those of the text. */
function textAsData(name: ErrorName, where: string, values: unknown): LabErrorData {
  const text = errors[name] as (where: string, values: unknown) => ErrorText;
  const [code] = name.split('.');
  return { code: code as ErrorCode, ...text(where, values), where };
}

/** Any thrown value as error data; what is not a LabError is reported as unexpected rather than hidden. */
export function toLabErrorData(error: unknown, where: string): LabErrorData {
  return error instanceof LabError
    ? error.toData()
    : errorData('UNEXPECTED', where, { reason: reasonOf(error) });
}

/** What a thrown value says of itself, for a text that repeats it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
