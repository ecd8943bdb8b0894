/** Images and labels in a safetensors file: `images` (N,C,H,W; float32 or bytes) and `labels` (int32, int64 or bytes). */
import { type ImageSet, MAX_CLASSES } from './data-set';
import { fileError, MAX_IMAGE_SIDE, type NamedBytes } from './outside-file';
import { readSafetensors, type StoredTensor, type TensorValues } from './safetensors';

const FIX =
  'Save a tensor images of shape (N,C,H,W), float32 or uint8, and a tensor labels of shape (N), int32, int64 or uint8.';

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
    throw unfit(name, 'images', `its shape is [${images.shape}], not (N,C,H,W)`);
  if (height > MAX_IMAGE_SIDE || width > MAX_IMAGE_SIDE)
    throw unfit(
      name,
      'images',
      `images of ${height}×${width}; sides of at most ${MAX_IMAGE_SIDE} can be read`,
    );
  if (labels.shape.length !== 1 || labels.shape[0] !== count)
    throw unfit(name, 'labels', `its shape is [${labels.shape}] for ${count} images`);
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
  if (!(values instanceof Float32Array))
    throw unfit(file, 'images', 'its values are neither float32 nor bytes');
  const stray = values.findIndex((value) => !Number.isFinite(value));
  if (stray >= 0) throw unfit(file, 'images', `its element ${stray} is ${values[stray]}`);
  return values;
}

function labelsOf(file: string, values: TensorValues): Uint8Array {
  if (values instanceof Float32Array || values instanceof Float64Array)
    throw unfit(file, 'labels', 'its values are not integers');
  const numbers = Array.from<number | bigint, number>(values, Number);
  const stray = numbers.findIndex((label) => !(label >= 0 && label < MAX_CLASSES));
  if (stray >= 0)
    throw unfit(file, 'labels', `label ${numbers[stray]} of image ${stray} is not in 0 … ${MAX_CLASSES - 1}`);
  return Uint8Array.from(numbers);
}

function needed(file: string, tensor: string, tensors: ReadonlyMap<string, StoredTensor>): StoredTensor {
  const found = tensors.get(tensor);
  if (!found) throw unfit(file, tensor, 'it is missing');
  return found;
}

function unfit(file: string, tensor: string, problem: string) {
  return fileError('SAFETENSORS_DATA', file, `tensor ${tensor}`, problem, FIX);
}
