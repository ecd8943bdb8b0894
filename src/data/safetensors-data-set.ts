/** Images and labels in a safetensors file: `images` (N,C,H,W; float32 or bytes) and `labels` (int32, int64 or bytes). */
import { labError } from '../config/lab-error';
import { places } from '../messages';
import { type ImageSet, MAX_CLASSES } from './data-set';
import { MAX_IMAGE_SIDE, type NamedBytes } from './outside-file';
import { readSafetensors, type StoredTensor, type TensorValues } from './safetensors';

/** What the first bytes of a safetensors file look like: a header's length, and its JSON. */
export function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== '{'.charCodeAt(0)) return false;
  const header = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  return header >= 2n && header <= BigInt(bytes.length - 8);
}

/**
 * The images of a file. Bytes are to be normalised, floats to be taken as they are: they must be finite.
 * Throws a LabError `SAFETENSORS_DATA` that names the tensor, or one of `readSafetensors`.
 */
export function parseSafetensorsImages({ name, bytes }: NamedBytes): ImageSet {
  const { tensors } = readSafetensors(bytes, name);
  const images = needed(name, 'images', tensors);
  const labels = needed(name, 'labels', tensors);
  const [count = 0, channels = 0, height = 0, width = 0] = images.shape;
  if (images.shape.length !== 4 || images.shape.includes(0))
    throw labError('SAFETENSORS_DATA.imageShape', at(name, 'images'), { shape: images.shape });
  if (height > MAX_IMAGE_SIDE || width > MAX_IMAGE_SIDE)
    throw labError('SAFETENSORS_DATA.sides', at(name, 'images'), { height, width, limit: MAX_IMAGE_SIDE });
  if (labels.shape.length !== 1 || labels.shape[0] !== count)
    throw labError('SAFETENSORS_DATA.labelShape', at(name, 'labels'), { shape: labels.shape, count });
  return {
    count,
    channels,
    height,
    width,
    pixels: pixelsOf(name, images.values),
    labels: labelsOf(name, labels.values),
  };
}

function pixelsOf(file: string, values: TensorValues): Uint8Array | Float32Array {
  if (values instanceof Uint8Array) return values;
  if (!(values instanceof Float32Array)) throw labError('SAFETENSORS_DATA.imageType', at(file, 'images'));
  const stray = values.findIndex((value) => !Number.isFinite(value));
  if (stray >= 0)
    throw labError('SAFETENSORS_DATA.element', at(file, 'images'), { index: stray, value: values[stray]! });
  return values;
}

function labelsOf(file: string, values: TensorValues): Uint8Array {
  if (values instanceof Float32Array || values instanceof Float64Array)
    throw labError('SAFETENSORS_DATA.labelType', at(file, 'labels'));
  const numbers = Array.from<number | bigint, number>(values, Number);
  const stray = numbers.findIndex((label) => !(label >= 0 && label < MAX_CLASSES));
  if (stray >= 0)
    throw labError('SAFETENSORS_DATA.label', at(file, 'labels'), {
      label: numbers[stray]!,
      image: stray,
      highest: MAX_CLASSES - 1,
    });
  return Uint8Array.from(numbers);
}

function needed(file: string, tensor: string, tensors: ReadonlyMap<string, StoredTensor>): StoredTensor {
  const found = tensors.get(tensor);
  if (!found) throw labError('SAFETENSORS_DATA.missing', at(file, tensor));
  return found;
}

function at(file: string, tensor: string): string {
  return places.inFile(file, places.tensor(tensor));
}
