/** The trajectories that PyTorch computed on Fashion-MNIST, where they lie beside the repository. */
import { commands } from 'vitest/browser';
import type { DataSet, ImageSet } from '../../data/data-set';
import { readSafetensors, type StoredTensor } from '../../data/safetensors';

declare module 'vitest/internal/browser' {
  interface BrowserCommands {
    /** A file in base64, null where there is none. */
    readOracle(name: string): Promise<string | null>;
  }
}

export type Configuration = 'T0' | 'T1';

export interface StepNumbers {
  readonly loss: number;
  readonly correct: number;
}

export interface Manifest {
  readonly batch: number;
  readonly configs: Readonly<
    Record<
      Configuration,
      {
        readonly eta: number;
        readonly lam: number;
        readonly alpha: number;
        /** ‖float32 − float64‖/‖float64‖ of PyTorch's own values. */
        readonly tolerance: Readonly<Record<string, { readonly rel_l2: number; readonly max_abs: number }>>;
        readonly loss_f32: readonly number[];
        readonly steps: { readonly f64: readonly StepNumbers[] };
        readonly restart?: { readonly f64: StepNumbers; readonly f32: StepNumbers };
      }
    >
  >;
}

const text = await commands.readOracle('manifest.json');
/** null where the files are not there. */
export const manifest: Manifest | null = text === null ? null : JSON.parse(atob(text));

const files = new Map<string, Promise<ReadonlyMap<string, StoredTensor>>>();

/** The tensors of a file. */
export function load(name: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const loaded =
    files.get(name) ??
    commands.readOracle(`${name}.safetensors`).then((base64) => {
      const bytes = Uint8Array.from(atob(base64!), (character) => character.charCodeAt(0));
      return readSafetensors(bytes, name).tensors;
    });
  files.set(name, loaded);
  return loaded;
}

/** A tensor's values in float64. */
export const numbers = ({ values }: StoredTensor) => Float64Array.from(values as ArrayLike<number>);

/** In the float32 arithmetic that PyTorch used. */
export function normalised(pixels: ArrayLike<number>): Float64Array {
  const slope = Math.fround(1 / (255 * 0.353));
  const offset = Math.fround(-0.286 / 0.353);
  return Float64Array.from(pixels, (pixel) => Math.fround(Math.fround(pixel * slope) + offset));
}

async function imageSet(name: string): Promise<ImageSet> {
  const stored = await load(name);
  const images = stored.get('images')!;
  const [count = 0, channels = 0, height = 0, width = 0] = images.shape;
  const labels = stored.get('labels')!.values as Uint8Array;
  return { count, channels, height, width, pixels: images.values as Uint8Array, labels };
}

/** The name of a tensor in the manifest's table of tolerances. */
export function labelOf(name: string): string {
  if (name.startsWith('momentum.')) return name.replace('momentum', 'v');
  return `${name.includes('running') ? 's' : 'w'}.${name}`;
}

/** The stored batches in their order as training images, and the images of the inference check. */
export async function trajectoryImages(): Promise<DataSet> {
  return {
    name: 'PyTorch batches',
    classNames: Array.from({ length: 10 }, (_, index) => `class ${index}`),
    train: await imageSet('batches'),
    test: await imageSet('eval-images'),
    normalisation: { mean: 0.286, deviation: 0.353 },
  };
}
