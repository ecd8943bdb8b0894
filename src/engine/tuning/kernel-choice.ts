/** Which form runs in each case of a run, out of which, and why: for people to look at. */
import type { CaseVariants } from '../kernels/choose-variants';
import { defaultVariants, isSupported, KERNEL_VARIANTS, type Operation } from '../kernels/variants';
import { type KernelCase, kernelCases, type TrainedNetwork } from '../model/kernel-cases';
import { chooseByTiming } from './choose-by-timing';
import type { TimingsByCase } from './tune-kernels';

export type ChoiceReason =
  /** The config says so. */
  | 'pinned'
  /** Faster than the default by more than the noise. */
  | 'faster'
  /** Nothing is: the default. */
  | 'default-kept'
  /** Not timed: the default. */
  | 'not-timed'
  /** Neither: the run goes on from a checkpoint that names this form. */
  | 'recorded';

export interface KernelChoice {
  readonly name: string;
  readonly operation: Operation;
  readonly form: string;
  readonly reason: ChoiceReason;
  readonly forms: readonly {
    readonly name: string;
    readonly isSupported: boolean;
    /** ms, a value per round; fewer of a form that was dropped early, none of one that was not timed. */
    readonly samples: readonly number[];
  }[];
}

export interface ChoiceFacts {
  readonly trained: TrainedNetwork;
  /** The forms that run. */
  readonly variants: CaseVariants;
  readonly pinned: Readonly<Record<string, string>>;
  readonly timings: TimingsByCase;
  readonly software: boolean;
  readonly features: GPUSupportedFeatures;
}

export function kernelChoices(facts: ChoiceFacts): KernelChoice[] {
  const { trained, variants, timings, software, features } = facts;
  const presets = defaultVariants(software, features);
  return kernelCases(trained).map((entry) => {
    const { name, operation } = entry;
    const form = variants[name] ?? presets[operation];
    const reason = reasonOf(entry, form, presets[operation], facts);
    const forms = Object.keys(KERNEL_VARIANTS[operation]).map((candidate) => ({
      name: candidate,
      isSupported: isSupported(candidate, features),
      samples: timings[name]?.samples[candidate] ?? [],
    }));
    return { name, operation, form, reason, forms };
  });
}

function reasonOf(
  { name, operation }: KernelCase,
  form: string,
  preset: string,
  { pinned, timings }: ChoiceFacts,
): ChoiceReason {
  if (Object.hasOwn(pinned, name) || Object.hasOwn(pinned, operation)) return 'pinned';
  const timed = timings[name];
  if (form !== (timed ? chooseByTiming(timed, preset) : preset)) return 'recorded';
  if (!timed) return 'not-timed';
  return form === preset ? 'default-kept' : 'faster';
}
