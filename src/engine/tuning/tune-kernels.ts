/** Which form of a kernel suits this adapter in each case of a network, found by timing them once. */
import { hash } from '../../data/random';
import { type CaseVariants, chooseVariants } from '../kernels/choose-variants';
import { convolutionFlop } from '../kernels/convolution-shape';
import { defaultVariants, isCandidate, isSupported, KERNEL_VARIANTS } from '../kernels/variants';
import { type KernelCase, kernelCases, type TrainedNetwork } from '../model/kernel-cases';
import { caseWork, type KernelWork } from './case-work';
import { type CaseTimings, chooseByTiming } from './choose-by-timing';
import { timeCase } from './time-case';

export type TimingsByCase = Readonly<Record<string, CaseTimings>>;

export interface TuningOptions {
  readonly device: GPUDevice;
  /** There is no GPU behind the adapter. */
  readonly software: boolean;
  readonly trained: TrainedNetwork;
  /** Of the config: what it pins is not timed. */
  readonly pinned: Readonly<Record<string, string>>;
  /** From earlier on this adapter: cases whose code is still the same are not timed again. */
  readonly known?: TimingsByCase;
  /** After that no further case is begun; what is left has its default form, and can be timed another time. */
  readonly seconds?: number;
  /** When it aborts, what is timed by then counts. */
  readonly signal?: AbortSignal;
  /** Cases timed so far, the number to be timed, and the one whose turn it is. */
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

/** Without a GPU the compiler takes most of it. */
const SECONDS = { gpu: 3, software: 15 };

/**
 * Timings of the network's cases that have several forms, the known ones among them; the costliest cases are timed first.
 * Throws a LabError for an unknown pin; rejects where the device is lost.
 */
export async function tuneKernels(options: TuningOptions): Promise<TimingsByCase> {
  const { device, software, trained, pinned, known = {}, onProgress = () => {} } = options;
  const { signal = new AbortController().signal } = options;
  const { seconds = software ? SECONDS.software : SECONDS.gpu } = options;
  const { features } = device;
  const cases = kernelCases(trained);
  const presets = defaultVariants(software, features);
  const timings: Record<string, CaseTimings> = {};
  // Asked anew for each case: the update takes as long as the shares that backward-filter leaves want.
  const formsNow = (entry: KernelCase) => {
    const chosen = { software, features, pinned, known: timedVariants(timings, cases, presets) };
    return formsOf(entry, trained, chooseVariants(cases, chosen), { software, features });
  };
  const waiting: KernelCase[] = [];
  for (const entry of cases) {
    if (Object.hasOwn(pinned, entry.name) || Object.hasOwn(pinned, entry.operation)) continue;
    const { works, fingerprint } = formsNow(entry);
    if (works.size < 2) continue;
    const before = Object.hasOwn(known, entry.name) ? known[entry.name] : undefined;
    if (before?.fingerprint === fingerprint) timings[entry.name] = before;
    else waiting.push(entry);
  }
  waiting.sort((a, b) => costOf(b) - costOf(a));
  const end = performance.now() + 1000 * seconds;
  for (const [done, entry] of waiting.entries()) {
    // The first one however long it takes: in the end all will have had their turn.
    if (signal.aborted || (done > 0 && performance.now() > end)) break;
    onProgress(done, waiting.length, entry.name);
    const { works, sameAs, fingerprint } = formsNow(entry);
    const preset = sameAs[presets[entry.operation]] ?? '';
    try {
      const measured = await timeCase({ device, software, works, preset, signal });
      const samples = Object.entries(sameAs).flatMap(([form, timed]) =>
        measured[timed] ? [[form, measured[timed]] as const] : [],
      );
      timings[entry.name] = { fingerprint, samples: Object.fromEntries(samples) };
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  return timings;
}

/** The forms that the timings speak for. @param presets what stays where the noise is larger than the gain */
export function timedVariants(
  timings: TimingsByCase,
  cases: readonly KernelCase[],
  presets: Readonly<Record<KernelCase['operation'], string>>,
): CaseVariants {
  const timed = cases.flatMap(({ name, operation }) => {
    const found = timings[name];
    return found ? [[name, chooseByTiming(found, presets[operation])] as const] : [];
  });
  return Object.fromEntries(timed);
}

interface Forms {
  /** What to time, by form: of those that come to the same code the first. */
  readonly works: ReadonlyMap<string, readonly KernelWork[]>;
  /** Each form that may be the fastest → the one that is timed in its place. */
  readonly sameAs: Readonly<Record<string, string>>;
  /** Of the case's kernels in all forms. */
  readonly fingerprint: string;
}

function formsOf(
  entry: KernelCase,
  trained: TrainedNetwork,
  variants: CaseVariants,
  { software, features }: { readonly software: boolean; readonly features: GPUSupportedFeatures },
): Forms {
  const works = new Map<string, readonly KernelWork[]>();
  const sameAs: Record<string, string> = {};
  const byCode = new Map<string, string>();
  for (const form of Object.keys(KERNEL_VARIANTS[entry.operation])) {
    const { operation } = entry;
    if (!isSupported(form, features) || !isCandidate(operation, form, software)) continue;
    const work = caseWork(entry, trained, { ...variants, [entry.name]: form });
    const { code, workgroups } = work[0]!.kernel;
    const key = `${workgroups.join()}|${code}`;
    const first = byCode.get(key);
    sameAs[form] = first ?? form;
    if (first !== undefined) continue;
    byCode.set(key, form);
    works.set(form, work);
  }
  const forms = [...byCode].map(([code, form]) => `${form}|${code}`);
  return { works, sameAs, fingerprint: hash(forms.join('\n')).toString(16) };
}

/**
 * Of a step, to tell the dear cases from the cheap ones: convolutions by their flop, behind them what ends BN's
 * reductions; the update, whose time hangs on the others' forms, comes last.
 */
function costOf(entry: KernelCase): number {
  if (entry.operation === 'sgd') return 0;
  return 'layer' in entry ? convolutionFlop(entry.shape) : 1;
}
