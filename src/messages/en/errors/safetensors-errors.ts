/** Errors of safetensors files, data sets and checkpoints among them. */
import type { ErrorText } from './error-text';

const unreadable = (where: string, problem: string): ErrorText => ({
  message: `${where} cannot be read as safetensors: ${problem}.`,
  fix: 'Choose an intact .safetensors file, e.g. one saved by this lab or by safetensors.torch.save_file.',
});

const unfit = (where: string, problem: string): ErrorText => ({
  message: `${where}: ${problem}.`,
  fix: 'Save a tensor images of shape (N,C,H,W), float32 or uint8, and a tensor labels of shape (N), int32, int64 or uint8.',
});

const metadata = (field: string, file: string, problem: string): ErrorText => ({
  message: `${file}: the field ${field} of the metadata cannot be used: ${problem}.`,
  fix: 'Choose an intact checkpoint of this version of the lab, or a plain PyTorch state dict.',
});

/** `whole`: a checkpoint of this lab, not weights alone. */
interface CheckpointFile {
  readonly file: string;
  readonly whole: boolean;
}

const tensor = (name: string, { file, whole }: CheckpointFile, problem: string): ErrorText => ({
  message: `${file}: tensor ${name} does not fit: ${problem}.`,
  fix: whole
    ? 'Choose an intact checkpoint, with the data set it was trained on.'
    : 'Choose weights of the network that is set: same kind, channels, BatchNorm and image channels.',
});

type Shape = readonly number[];

export const safetensorsErrors = {
  'SAFETENSORS_HEADER.short': (where: string, { length }: { length: number }) =>
    unreadable(where, `it has ${length} bytes only`),
  'SAFETENSORS_HEADER.large': (where: string, { stated, limit }: { stated: bigint; limit: number }) =>
    unreadable(where, `its header is said to take ${stated} bytes; ${limit} are read`),
  'SAFETENSORS_HEADER.end': (where: string, { headerEnd, length }: { headerEnd: number; length: number }) =>
    unreadable(where, `its header should end at byte ${headerEnd}, the file at ${length}`),
  'SAFETENSORS_HEADER.json': (where: string) => unreadable(where, 'its header is not JSON in UTF-8'),
  'SAFETENSORS_HEADER.object': (where: string) => unreadable(where, 'its header is not a JSON object'),
  'SAFETENSORS_HEADER.metadata': (where: string) =>
    unreadable(where, 'its metadata is not a map of strings to strings'),
  'SAFETENSORS_TENSOR.entry': (where: string, { tensor }: { tensor: string }) =>
    unreadable(where, `the entry of ${tensor} lacks a valid dtype, shape or data_offsets`),
  'SAFETENSORS_TENSOR.bytes': (
    where: string,
    values: { tensor: string; dtype: string; shape: Shape; expected: number; found: number },
  ) =>
    unreadable(
      where,
      `${values.tensor}, ${values.dtype} of shape [${values.shape}], needs ${values.expected} bytes, not ${values.found}`,
    ),
  SAFETENSORS_DTYPE: (
    where: string,
    { tensor, dtype, readable }: { tensor: string; dtype: string; readable: readonly string[] },
  ) => unreadable(where, `${tensor} is ${dtype}; ${readable.join(', ')} can be read`),
  'SAFETENSORS_LAYOUT.begin': (
    where: string,
    { tensor, begin, covered }: { tensor: string; begin: number; covered: number },
  ) => unreadable(where, `${tensor} begins at byte ${begin} of the values, not at ${covered}`),
  'SAFETENSORS_LAYOUT.end': (where: string, { covered, held }: { covered: number; held: number }) =>
    unreadable(where, `its tensors take ${covered} bytes, the file holds ${held}`),
  SAFETENSORS_WRITE: (
    _: string,
    { tensor, shape, count, reserved }: { tensor: string; shape: Shape; count: number; reserved: string },
  ) => ({
    message: `A tensor ${tensor} of shape [${shape}] with ${count} values cannot be stored.`,
    fix: `Give each tensor as many values as its shape has, and a name other than ${reserved}.`,
  }),
  'SAFETENSORS_DATA.missing': (where: string) => unfit(where, 'it is missing'),
  'SAFETENSORS_DATA.imageShape': (where: string, { shape }: { shape: Shape }) =>
    unfit(where, `its shape is [${shape}], not (N,C,H,W)`),
  'SAFETENSORS_DATA.sides': (
    where: string,
    { height, width, limit }: { height: number; width: number; limit: number },
  ) => unfit(where, `images of ${height}×${width}; sides of at most ${limit} can be read`),
  'SAFETENSORS_DATA.labelShape': (where: string, { shape, count }: { shape: Shape; count: number }) =>
    unfit(where, `its shape is [${shape}] for ${count} images`),
  'SAFETENSORS_DATA.imageType': (where: string) => unfit(where, 'its values are neither float32 nor bytes'),
  'SAFETENSORS_DATA.element': (where: string, { index, value }: { index: number; value: number }) =>
    unfit(where, `its element ${index} is ${value}`),
  'SAFETENSORS_DATA.labelType': (where: string) => unfit(where, 'its values are not integers'),
  'SAFETENSORS_DATA.label': (
    where: string,
    { label, image, highest }: { label: number; image: number; highest: number },
  ) => unfit(where, `label ${label} of image ${image} is not in 0 … ${highest}`),
  'CHECKPOINT_METADATA.version': (
    where: string,
    { file, found, expected }: { file: string; found: string; expected: string },
  ) => metadata(where, file, `it is ${found}, not ${expected}`),
  /** `issue` is the schema's own objection. */
  'CHECKPOINT_METADATA.issue': (where: string, { file, issue }: { file: string; issue: string }) =>
    metadata(where, file, issue),
  'CHECKPOINT_METADATA.invalid': (where: string, { file }: { file: string }) =>
    metadata(where, file, 'it is not valid'),
  'CHECKPOINT_METADATA.missing': (where: string, { file }: { file: string }) =>
    metadata(where, file, 'it is missing'),
  'CHECKPOINT_METADATA.json': (where: string, { file }: { file: string }) =>
    metadata(where, file, 'it is not JSON'),
  'CHECKPOINT_TENSOR.surplus': (where: string, { file }: { file: CheckpointFile }) =>
    tensor(where, file, 'this network has no such tensor'),
  'CHECKPOINT_TENSOR.missing': (where: string, { file }: { file: CheckpointFile }) =>
    tensor(where, file, 'it is missing'),
  'CHECKPOINT_TENSOR.shape': (
    where: string,
    { file, shape, expected }: { file: CheckpointFile; shape: Shape; expected: Shape },
  ) => tensor(where, file, `its shape is [${shape}], this network's [${expected}]`),
  'CHECKPOINT_TENSOR.type': (where: string, { file }: { file: CheckpointFile }) =>
    tensor(where, file, 'it does not hold float32 values'),
  'CHECKPOINT_TENSOR.element': (
    where: string,
    { file, index, value }: { file: CheckpointFile; index: number; value: number },
  ) => tensor(where, file, `its element ${index} is ${value}`),
  'CHECKPOINT_TENSOR.variance': (where: string, { file }: { file: CheckpointFile }) =>
    tensor(where, file, 'a variance in it is negative'),
  CHECKPOINT_DATA: (
    _: string,
    values: {
      file: string;
      step: number;
      count: number;
      stored: { epoch: number; position: number };
      expected: { epoch: number; position: number };
    },
  ) => ({
    message: `${values.file} stands at batch ${values.stored.position} of epoch ${values.stored.epoch}; with these ${values.count} training images step ${values.step} is batch ${values.expected.position} of epoch ${values.expected.epoch}.`,
    fix: 'Choose the data set that the checkpoint was trained on, with the same subset.',
  }),
};
