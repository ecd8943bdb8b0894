/** Which form of a kernel runs in each case: an operation on a shape, of which a network has a few dozen at most. */
import { labError } from '../../config/lab-error';
import {
  defaultVariants,
  isSupported,
  isVariant,
  KERNEL_VARIANTS,
  type KernelVariants,
  OPERATIONS,
  type Operation,
} from './variants';

/** What a choice is made for. */
export interface Case {
  readonly operation: Operation;
  /** Operation and shape as the kernel's label says them, e.g. `convolution-forward 28×28×8→16 3×3/2 ×32`. */
  readonly name: string;
}

/** The form of each case by its name: part of a run's record, since other forms round differently. */
export type CaseVariants = Readonly<Record<string, string>>;

export interface ChoiceOptions {
  /** There is no GPU behind the adapter. */
  readonly software: boolean;
  readonly features: GPUSupportedFeatures;
  /** Operation (all its cases) or case → form, as a config names them: must exist. */
  readonly pinned: Readonly<Record<string, string>>;
  /** The same, from a checkpoint or from timing: passed over where this device or this run has no such thing. */
  readonly known: Readonly<Record<string, string>>;
}

/**
 * The form of each case: the pinned one, else the known one, else what suits the adapter's kind; what is said of the case
 * goes before what is said of its operation. Throws a LabError `VARIANT_UNKNOWN` for a pinned case, operation or form
 * that does not exist and `VARIANT_UNSUPPORTED` for a form that the device can't run.
 */
export function chooseVariants(
  cases: readonly Case[],
  { software, features, pinned, known }: ChoiceOptions,
): CaseVariants {
  checkPinned(cases, pinned, features);
  const defaults = defaultVariants(software, features);
  const chosen = cases.map(({ name, operation }) => {
    const wanted = [pinned[name], pinned[operation], known[name], known[operation]];
    const runs = (variant = '') => isVariant(operation, variant) && isSupported(variant, features);
    return [name, wanted.find(runs) ?? defaults[operation]];
  });
  return Object.fromEntries(chosen);
}

/** The parameters of the form chosen for a case of an operation. */
export function formOf<Name extends Operation>(operation: Name, name: string, variants: CaseVariants) {
  const variant = variants[name];
  if (variant === undefined || !isVariant(operation, variant))
    throw new Error(`No form of ${name} is chosen`);
  return KERNEL_VARIANTS[operation][variant as KernelVariants[Name]];
}

function checkPinned(
  cases: readonly Case[],
  pinned: ChoiceOptions['pinned'],
  features: GPUSupportedFeatures,
): void {
  for (const [name, variant] of Object.entries(pinned)) {
    const operation =
      OPERATIONS.find((candidate) => candidate === name) ??
      cases.find((candidate) => candidate.name === name)?.operation;
    const path = `variants.${name}`;
    if (!operation) {
      const known = [...OPERATIONS, ...cases.map((candidate) => candidate.name)];
      throw labError('VARIANT_UNKNOWN', path, { name, known });
    }
    const known = Object.keys(KERNEL_VARIANTS[operation]);
    if (!known.includes(variant)) throw labError('VARIANT_UNKNOWN', path, { name: variant, known });
    if (!isSupported(variant, features))
      throw labError('VARIANT_UNSUPPORTED', path, { operation: name, variant });
  }
}
