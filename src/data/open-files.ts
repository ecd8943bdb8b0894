/** Makes a data set of whatever files a user chose or dropped: decided by content, names only settle who is who. */
import { labError } from '../config/lab-error';
import { dataSets, places } from '../messages';
import { isWholeCifar, parseCifar } from './cifar';
import { createDataSet, type DataSet, type ImageSet } from './data-set';
import { sha256 } from './download';
import { gunzip, isGzip } from './gzip';
import { idxContent, parseIdxPair } from './idx';
import { MAX_DATA_BYTES, type NamedBytes } from './outside-file';
import { isSafetensors, parseSafetensorsImages } from './safetensors-data-set';
import { isTar, readTar } from './tar';

export interface OpenedFiles {
  readonly dataSet: DataSet;
  /** What the user should know about how the files were read. */
  readonly notes: readonly string[];
}

/** No data set that we read has more files; CIFAR-10 has six. */
const MAX_FILES = 16;
/** The share of images held out for testing where the files hold no test set: MNIST's own, 1 of 6 or 7. */
const HELD_OUT = 1 / 6;

/**
 * The data set that the files hold: IDX image and label files (one pair, or a training and a test pair), CIFAR-10 binary
 * files, each plain or packed, or safetensors files (one, or one for training and one for testing). Throws a LabError that names the file, and the byte where there is one.
 */
export async function openFiles(files: readonly File[]): Promise<OpenedFiles> {
  if (files.length === 0 || files.length > MAX_FILES) {
    throw labError('FILES_UNSUITED.count', places.chosenFiles, { count: files.length, limit: MAX_FILES });
  }
  const unpacked: NamedBytes[] = [];
  let room = MAX_DATA_BYTES;
  for (const file of files) {
    const entries = await unpack(file, room);
    for (const { bytes } of entries) room -= bytes.length;
    unpacked.push(...entries);
  }

  const ofKind = (kind: FileKind) => unpacked.filter((file) => kindOf(file) === kind);
  const [images, labels, cifar] = [ofKind('idx images'), ofKind('idx labels'), ofKind('cifar')];
  const tensors = ofKind('safetensors');
  const idx = [...images, ...labels];
  const [first, second] = [idx, cifar, tensors].flatMap((kind) => kind.slice(0, 1));
  if (first && second) throw labError('FILES_UNSUITED.mixed', namesOf([first, second]));
  if (tensors.length > 0) return openTensors(tensors);
  return cifar.length > 0 ? openCifar(cifar) : openIdx(images, labels);
}

type FileKind = 'idx images' | 'idx labels' | 'cifar' | 'safetensors';

/** What the file holds, or what its name promises where the content is broken: the parser then says in which byte. */
function kindOf({ name, bytes }: NamedBytes): FileKind {
  if (/\.bin$/i.test(name) && isWholeCifar(bytes)) return 'cifar';
  if (/\.safetensors$/i.test(name) || isSafetensors(bytes)) return 'safetensors';
  const content = idxContent(bytes);
  if (content) return `idx ${content}`;
  if (/idx1|label/i.test(name)) return 'idx labels';
  if (/idx|image|ubyte/i.test(name)) return 'idx images';
  if (/\.bin$/i.test(name)) return 'cifar';
  throw labError('FILES_UNSUITED.unknown', name);
}

/** A file's content with its packing taken off, at most `room` bytes; a tar archive gives its .bin files. */
async function unpack(file: File, room: number): Promise<NamedBytes[]> {
  if (file.size > room)
    throw labError('FILE_TOO_LARGE.packed', file.name, { bytes: file.size, limit: MAX_DATA_BYTES });
  if (file.size === 0) throw labError('FILES_UNSUITED.empty', file.name);
  const packed = isGzip(new Uint8Array(await file.slice(0, 2).arrayBuffer()));
  const bytes = packed ? await gunzip(file, file.name, room) : new Uint8Array(await file.arrayBuffer());
  const whole = { name: file.name, bytes };
  if (!isTar(bytes)) return [whole];
  const entries = readTar(whole).filter(({ name }) => name.endsWith('.bin'));
  if (entries.length === 0) throw labError('FILES_UNSUITED.archive', file.name);
  return entries;
}

function openCifar(files: readonly NamedBytes[]): OpenedFiles {
  const { name, classes } = dataSets.cifar10;
  // data_batch_1 … 5 in order, whatever order they were dropped in.
  const sorted = files.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const testFiles = sorted.filter(({ name }) => roleByName(name) === 'test');
  const trainFiles = sorted.filter(({ name }) => roleByName(name) !== 'test');
  if (trainFiles.length === 0 || testFiles.length === 0) return heldOut(name, classes, parseCifar(sorted));
  return {
    dataSet: createDataSet(name, classes, parseCifar(trainFiles), parseCifar(testFiles)),
    notes: [],
  };
}

function openTensors(files: readonly NamedBytes[]): OpenedFiles {
  if (files.length > 2) throw labError('FILES_UNSUITED.manyTensorFiles', namesOf(files));
  const [one] = files;
  if (one && files.length === 1) {
    const all = parseSafetensorsImages(one);
    return heldOut(one.name, numbered(all.labels), all);
  }
  const [trainFile, testFile] = trainFirst(files);
  const [train, test] = [parseSafetensorsImages(trainFile), parseSafetensorsImages(testFile)];
  const classNames = numbered(train.labels, test.labels);
  return { dataSet: createDataSet(trainFile.name, classNames, train, test), notes: [] };
}

async function openIdx(images: readonly NamedBytes[], labels: readonly NamedBytes[]): Promise<OpenedFiles> {
  if (images.length !== labels.length || images.length > 2) {
    throw labError('FILES_UNSUITED.pairs', namesOf([...images, ...labels]), {
      images: images.length,
      labels: labels.length,
    });
  }
  if (images.length === 1) {
    const all = parseIdxPair(images[0]!, labels[0]!);
    const { name, classNames } = await describe(all.labels, images[0]!.name);
    return heldOut(name, classNames, all);
  }
  const [trainImages, testImages] = trainFirst(images);
  const [trainLabels, testLabels] = trainFirst(labels);
  const train = parseIdxPair(trainImages, trainLabels);
  const test = parseIdxPair(testImages, testLabels);
  const { name, classNames } = await describe(train.labels, trainImages.name, test.labels);
  return { dataSet: createDataSet(name, classNames, train, test), notes: [] };
}

/** The training file and the test file of two: by their names where these say it, else the larger is for training. */
function trainFirst(files: readonly NamedBytes[]): [NamedBytes, NamedBytes] {
  const [first, second] = files as [NamedBytes, NamedBytes];
  const [firstRole, secondRole] = [roleByName(first.name), roleByName(second.name)];
  if (firstRole !== secondRole) {
    return firstRole === 'train' || secondRole === 'test' ? [first, second] : [second, first];
  }
  if (first.bytes.length === second.bytes.length) {
    throw labError('FILES_UNSUITED.alike', namesOf([first, second]));
  }
  return first.bytes.length > second.bytes.length ? [first, second] : [second, first];
}

function roleByName(name: string): 'train' | 'test' | undefined {
  if (/t10k|test|valid/i.test(name)) return 'test';
  if (/train|data_batch/i.test(name)) return 'train';
  return undefined;
}

/** IDX files do not say what they show; only Fashion-MNIST's labels are known here, by their checksum. */
async function describe(
  trainLabels: Uint8Array,
  fileName: string,
  testLabels: Uint8Array = new Uint8Array(),
): Promise<{ name: string; classNames: readonly string[] }> {
  if ((await sha256(new Uint8Array(trainLabels))) === FASHION_MNIST_TRAIN_LABELS) {
    const { name, classes } = dataSets.fashionMnist;
    return { name, classNames: classes };
  }
  return { name: fileName.replace(/\.gz$/i, ''), classNames: numbered(trainLabels, testLabels) };
}

/** Class names 0, 1, … for labels without names. */
function numbered(...sets: readonly Uint8Array[]): readonly string[] {
  let last = 0;
  for (const labels of sets) for (const label of labels) last = Math.max(last, label);
  return Array.from({ length: last + 1 }, (_, label) => String(label));
}

/** SHA-256 of the 60 000 label bytes of Fashion-MNIST's training set, without the file's header. */
const FASHION_MNIST_TRAIN_LABELS = '657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7';

/** The last images become the test set. */
function heldOut(name: string, classNames: readonly string[], all: ImageSet): OpenedFiles {
  const testCount = Math.floor(all.count * HELD_OUT);
  if (testCount === 0) throw labError('FILES_UNSUITED.few', name, { count: all.count });
  const trainCount = all.count - testCount;
  const dataSet = createDataSet(
    name,
    classNames,
    slice(all, 0, trainCount),
    slice(all, trainCount, all.count),
  );
  return {
    dataSet,
    notes: [dataSets.notices.heldOut(testCount, all.count)],
  };
}

/** Images first … end − 1, as views. */
function slice(set: ImageSet, first: number, end: number): ImageSet {
  const imageValues = set.channels * set.height * set.width;
  return {
    ...set,
    count: end - first,
    pixels: set.pixels.subarray(first * imageValues, end * imageValues),
    labels: set.labels.subarray(first, end),
  };
}

function namesOf(files: readonly NamedBytes[]): string {
  return files.map(({ name }) => name).join(', ');
}
