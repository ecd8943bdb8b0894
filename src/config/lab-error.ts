/** Errors as data: what happened, what to do, and where, in a form that crosses worker boundaries unharmed. */

export interface LabErrorData {
  /** Stable machine-readable name, upper snake case, e.g. `IDX_TRUNCATED`. */
  readonly code: string;
  /** What is wrong, naming the limit, the field or the byte. */
  readonly message: string;
  /** What the reader can do about it. */
  readonly fix: string;
  /** The field, file, layer or step concerned. */
  readonly where: string;
}

export class LabError extends Error implements LabErrorData {
  readonly code: string;
  readonly fix: string;
  readonly where: string;

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

/** Any thrown value as error data; what is not a LabError is reported as unexpected rather than hidden. */
export function toLabErrorData(error: unknown, where: string): LabErrorData {
  if (error instanceof LabError) return error.toData();
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'UNEXPECTED',
    message,
    fix: 'Reset the run or reload the page; if it happens again, please report it.',
    where,
  };
}
