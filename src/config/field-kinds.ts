/** What a setting can be: its kind, limits and texts, from which a control is made. */
import type { RunConfig } from './run-config';

export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly number[]
  | Readonly<Record<string, number>>;

interface FieldCommon {
  /** Accessible name of the control. */
  readonly label: string;
  /** One sentence: what it does. */
  readonly help: string;
  /** False for what acts on the running network at its next submit. */
  readonly needsRestart: boolean;
  /** Whether the setting has an effect in this config; always, if missing. */
  readonly applies?: (config: RunConfig) => boolean;
}

export interface NumberField extends FieldCommon {
  readonly kind: 'number';
  /** Limits of the schema, both included. */
  readonly minimum: number;
  readonly maximum: number;
  readonly integer: boolean;
  readonly scale: 'linear' | 'log';
  /** Values of a slider's stops, from left to right. */
  readonly stops?: readonly number[];
  /** Values to offer in a list; others are valid too. */
  readonly suggestions?: readonly number[];
  /** Name of the value null, where the setting may be left empty. */
  readonly emptyLabel?: string;
}

/** A fixed number of integers, e.g. the channels of three stages. */
export interface NumbersField extends FieldCommon {
  readonly kind: 'numbers';
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Any number of integers in ascending order, e.g. steps. */
export interface ListField extends FieldCommon {
  readonly kind: 'list';
  readonly minimum: number;
  readonly maximum: number;
}

/** Numbers by the names of layers. */
export interface FactorsField extends FieldCommon {
  readonly kind: 'factors';
  readonly minimum: number;
  readonly maximum: number;
}

export interface ChoiceField extends FieldCommon {
  readonly kind: 'choice';
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

export interface BooleanField extends FieldCommon {
  readonly kind: 'boolean';
}

export type Field = NumberField | NumbersField | ListField | FactorsField | ChoiceField | BooleanField;
