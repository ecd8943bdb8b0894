/** One line of a verdict: a measured number beside its prediction. Made by `within` and `between`, never by hand. */

/** What a measured value is held against. */
export type Tolerance =
  /** |measured − predicted| ≤ share·|predicted|. */
  | { readonly kind: 'relative'; readonly share: number }
  /** from ≤ measured ≤ to. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

export interface Check {
  readonly name: string;
  /** null where only a range is predicted. */
  readonly predicted: number | null;
  readonly measured: number;
  /** Standard error of the measured value in its units; null where it has none, or it is not known. */
  readonly uncertainty: number | null;
  readonly tolerance: Tolerance;
  readonly agrees: boolean;
  /** A setting that must break the claim: `agrees` says that it broke as its own formula says. */
  readonly control: boolean;
  /** A number of things or of steps, shown as an integer. */
  readonly isCount: boolean;
}

interface CheckInput {
  readonly name: string;
  readonly measured: number;
  readonly uncertainty?: number | null;
  readonly control?: boolean;
  readonly isCount?: boolean;
}

/** The measured value lies within a share of the predicted one. What is not a number never does. */
export function within(input: CheckInput & { readonly predicted: number; readonly share: number }): Check {
  const { predicted, share, measured } = input;
  const agrees = Math.abs(measured - predicted) <= share * Math.abs(predicted);
  return { ...common(input), predicted, tolerance: { kind: 'relative', share }, agrees };
}

/** The measured value lies in a range, bounds included; Infinity leaves a side open. */
export function between(
  input: CheckInput & { readonly from: number; readonly to: number; readonly predicted?: number | null },
): Check {
  const { from, to, measured, predicted = null } = input;
  const agrees = measured >= from && measured <= to;
  return { ...common(input), predicted, tolerance: { kind: 'range', from, to }, agrees };
}

function common({ name, measured, uncertainty = null, control = false, isCount = false }: CheckInput) {
  return { name, measured, uncertainty, control, isCount };
}
