/** The trajectories that PyTorch computed on Fashion-MNIST, where they lie beside the repository. */
import { commands } from 'vitest/browser';
import type { DataSet, ImageSet } from '../../data/data-set';
import { readSafetensors, type StoredTensor } from '../../data/safetensors';
import type { Manifest } from './pytorch-manifest';

declare module 'vitest/internal/browser' {
  interface BrowserCommands {
    /** A file in base64, null where there is none. */
    readOracle(name: string): Promise<string | null>;
  }
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

async function imageSet(name: string): Promise<ImageSet> {
  const stored = await load(name);
  const images = stored.get('images')!;
  const [count = 0, channels = 0, height = 0, width = 0] = images.shape;
  const labels = stored.get('labels')!.values as Uint8Array;
  return { count, channels, height, width, pixels: images.values as Uint8Array, labels };
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
