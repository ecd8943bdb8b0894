/** Errors of files from outside: formats, archives, downloads, the browser's storage. */
import type { ErrorText } from './error-text';

const told = (where: string, problem: string, fix: string): ErrorText => ({
  message: `${where}: ${problem}.`,
  fix,
});

const idx = (where: string, problem: string) =>
  told(where, problem, 'Download the file again, or check which program wrote it.');

const archive = (where: string, problem: string) => told(where, problem, 'Download the archive again.');

const cifar = (where: string, problem: string) =>
  told(
    where,
    problem,
    'Use the binary version of CIFAR-10 (cifar-10-binary.tar.gz or its .bin files), freshly downloaded.',
  );

const unsuited = (where: string, problem: string) =>
  told(
    where,
    problem,
    'Choose the image and label files of MNIST or Fashion-MNIST (plain or .gz), CIFAR-10’s binary version (.bin or .tar.gz), or a .safetensors file with images and labels.',
  );

const tooLarge = (where: string, found: string, limit: number) =>
  told(
    where,
    `${found}; at most ${limit} are read for one data set`,
    'Choose a smaller data set: MNIST, Fashion-MNIST and CIFAR-10 all fit.',
  );

const network = (where: string, problem: string) =>
  told(where, problem, 'Check the connection and try again, or download the files by hand and open them.');

const size = (where: string, found: string, published: number) =>
  told(
    where,
    `${found} bytes arrived; the published file has ${published}`,
    'Try again; if it happens again, the server’s file has changed.',
  );

export const fileErrors = {
  'FILE_TOO_LARGE.promised': (where: string, { bytes, limit }: { bytes: number; limit: number }) =>
    tooLarge(where, `its header promises ${bytes} bytes`, limit),
  'FILE_TOO_LARGE.packed': (where: string, { bytes, limit }: { bytes: number; limit: number }) =>
    tooLarge(where, `it holds ${bytes} bytes`, limit),
  'FILE_TOO_LARGE.unpacked': (where: string, { cap, limit }: { cap: number; limit: number }) =>
    tooLarge(where, `it unpacks to more than ${cap} bytes`, limit),
  'IDX_DIMENSION.large': (where: string, { side, limit }: { side: number; limit: number }) =>
    idx(where, `${side} pixels; at most ${limit} are read`),
  'IDX_DIMENSION.zero': (where: string) => idx(where, 'it is 0'),
  IDX_LABEL: (where: string, { label, highest }: { label: number; highest: number }) =>
    idx(where, `label ${label}; labels run from 0 to at most ${highest}`),
  IDX_COUNT: (
    where: string,
    { labels, imageFile, images }: { labels: number; imageFile: string; images: number },
  ) =>
    told(
      where,
      `${labels} labels, but ${imageFile} holds ${images} images`,
      'Choose an image file and a label file that belong together.',
    ),
  'IDX_TRUNCATED.header': (where: string, { headerBytes }: { headerBytes: number }) =>
    idx(where, `the file ends within its ${headerBytes}-byte header`),
  'IDX_TRUNCATED.magic': (where: string) => idx(where, 'the file ends within the magic number'),
  'IDX_TRUNCATED.elements': (where: string, { found, expected }: { found: number; expected: number }) =>
    idx(where, `the file ends after ${found} of the ${expected} bytes that its dimensions promise`),
  IDX_TRAILING: (where: string, { surplus, expected }: { surplus: number; expected: number }) =>
    idx(where, `${surplus} bytes follow the ${expected} that its dimensions promise`),
  IDX_MAGIC: (
    where: string,
    { found, expected, content }: { found: string; expected: string; content: 'images' | 'labels' },
  ) => idx(where, `${found} is no IDX file of ${content} (${expected})`),
  IDX_TYPE: (where: string, { type }: { type: number }) =>
    idx(
      where,
      `${IDX_TYPES[type] ?? `unknown type ${hexadecimal(type)}`}; only unsigned bytes (0x08) are read`,
    ),
  IDX_RANK: (
    where: string,
    { rank, expected, content }: { rank: number; expected: number; content: 'images' | 'labels' },
  ) => idx(where, `${rank}; a file of ${content} has ${expected}`),
  CIFAR_LABEL: (where: string, { label }: { label: number }) =>
    cifar(where, `label ${label}; CIFAR-10 has labels 0 to 9`),
  'CIFAR_LENGTH.empty': (where: string) => cifar(where, 'the file is empty'),
  'CIFAR_LENGTH.rest': (where: string, { rest, recordBytes }: { rest: number; recordBytes: number }) =>
    cifar(
      where,
      `${rest} bytes are left here after whole records of ${recordBytes} bytes; the file is cut off or no CIFAR-10`,
    ),
  'TAR_DAMAGED.header': (where: string) => archive(where, 'no tar header stands here'),
  'TAR_DAMAGED.size': (where: string) => archive(where, 'no octal number'),
  TAR_ENTRIES: (where: string, { limit }: { limit: number }) => archive(where, `more than ${limit} entries`),
  TAR_TRUNCATED: (where: string, { entry, size, start }: { entry: string; size: number; start: number }) =>
    archive(where, `the archive ends within ${entry}, which has ${size} bytes from byte ${start} on`),
  GZIP_DAMAGED: (where: string, { good }: { good: number }) =>
    told(
      where,
      `the gzip data cannot be unpacked after ${good} good bytes; the file is cut off or damaged`,
      'Download the file again.',
    ),
  'FILES_UNSUITED.count': (where: string, { count, limit }: { count: number; limit: number }) =>
    unsuited(where, `${count} files were chosen; 1 to ${limit} can be read`),
  'FILES_UNSUITED.mixed': (where: string) => unsuited(where, 'these belong to different data sets'),
  'FILES_UNSUITED.unknown': (where: string) =>
    unsuited(where, 'it is no IDX file of unsigned bytes, CIFAR-10 .bin or .safetensors file'),
  'FILES_UNSUITED.empty': (where: string) => unsuited(where, 'the file is empty'),
  'FILES_UNSUITED.archive': (where: string) => unsuited(where, 'the archive holds no .bin files'),
  'FILES_UNSUITED.manyTensorFiles': (where: string) =>
    unsuited(where, 'more than a training and a test file'),
  'FILES_UNSUITED.pairs': (where: string, { images, labels }: { images: number; labels: number }) =>
    unsuited(
      where,
      `${images} image files and ${labels} label files; one of each, or two of each, are needed`,
    ),
  'FILES_UNSUITED.alike': (where: string) =>
    unsuited(where, 'which is for training cannot be told: neither name nor length differ'),
  'FILES_UNSUITED.few': (where: string, { count }: { count: number }) =>
    unsuited(where, `${count} images are too few to hold some out for testing`),
  DOWNLOAD_CHECKSUM: (where: string, { size }: { size: number }) =>
    told(
      where,
      `the ${size} bytes that arrived are not those that were published (SHA-256 differs)`,
      'Try again; if it happens again, something between you and the server alters the file.',
    ),
  DOWNLOAD_ABORTED: (where: string) =>
    told(where, 'the download was stopped', 'Start it again: files that were complete are kept.'),
  'DOWNLOAD_NETWORK.broken': (where: string, { reason }: { reason: string }) =>
    network(where, `the server cannot be reached or broke off (${reason})`),
  'DOWNLOAD_NETWORK.status': (where: string, { status, url }: { status: number; url: string }) =>
    network(where, `the server answered ${status} for ${url}`),
  'DOWNLOAD_NETWORK.nothing': (where: string, { url }: { url: string }) =>
    network(where, `the server answered with nothing for ${url}`),
  'DOWNLOAD_SIZE.more': (where: string, { published }: { published: number }) =>
    size(where, `more than ${published}`, published),
  'DOWNLOAD_SIZE.less': (where: string, { arrived, published }: { arrived: number; published: number }) =>
    size(where, `only ${arrived}`, published),
  STORAGE_UNAVAILABLE: () => ({
    message: 'This browser offers the page no private file system (private windows often have none).',
    fix: 'Use an ordinary window over https or localhost; without one, downloads last until the page closes.',
  }),
  STORAGE_FULL: (_: string, { name }: { name: string }) => ({
    message: `The browser's storage for this page is full; ${name} cannot be kept.`,
    fix: 'Free disk space or clear other site data; until then the file is downloaded at every visit.',
  }),
  STORAGE_FAILED: (
    _: string,
    { name, verb, reason }: { name: string; verb: 'read' | 'write' | 'remove'; reason: string },
  ) => ({
    message: `The browser's storage did not ${verb} ${name}: ${reason}`,
    fix: 'Reload the page; if it happens again, clear this site’s data.',
  }),
};

const IDX_TYPES: Readonly<Record<number, string>> = {
  9: 'signed bytes',
  11: '16-bit integers',
  12: '32-bit integers',
  13: '32-bit floats',
  14: '64-bit floats',
};

function hexadecimal(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
