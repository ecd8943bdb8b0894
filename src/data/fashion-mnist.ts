/** Fashion-MNIST (H. Xiao, K. Rasul, R. Vollgraf 2017, arXiv 1708.07747) from its authors' repository, kept after. */
import { type LabErrorData, toLabErrorData } from '../config/lab-error';
import { dataSets, places } from '../messages';
import { createDataSet, type DataSet, type ImageSet } from './data-set';
import { download, matchesChecksum, type RemoteFile } from './download';
import { gunzip } from './gzip';
import { parseIdxPair } from './idx';
import type { ByteStorage } from './storage';

export const FASHION_MNIST_URL =
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/';

export interface FashionMnistFiles {
  readonly trainImages: RemoteFile;
  readonly trainLabels: RemoteFile;
  readonly testImages: RemoteFile;
  readonly testLabels: RemoteFile;
}

/** SHA-256 of the files with the MD5 sums that the authors publish, given beside each (browsers have no MD5). */
export const FASHION_MNIST_FILES: FashionMnistFiles = {
  // MD5 8d4fb7e6c68d591d4c3dfef9ec88bf0d
  trainImages: {
    name: 'train-images-idx3-ubyte.gz',
    size: 26_421_880,
    sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
  },
  // MD5 25c81989df183df01b3e8a0aad5dffbe
  trainLabels: {
    name: 'train-labels-idx1-ubyte.gz',
    size: 29_515,
    sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
  },
  // MD5 bef4ecab320f06d8554ea6380940ec79
  testImages: {
    name: 't10k-images-idx3-ubyte.gz',
    size: 4_422_102,
    sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
  },
  // MD5 bb300cfdad3c16e7a12a480ee83cd310
  testLabels: {
    name: 't10k-labels-idx1-ubyte.gz',
    size: 5_148,
    sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
  },
};

export interface DownloadProgress {
  /** Bytes at hand, those kept from earlier included. */
  readonly bytes: number;
  readonly total: number;
}

export interface FashionMnistOptions {
  readonly storage: ByteStorage;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  /** Ends in a slash; another mirror of the same files, or a test's server. */
  readonly baseUrl?: string;
  readonly files?: FashionMnistFiles;
}

export interface FashionMnistResult {
  readonly dataSet: DataSet;
  /** Why the files could not be kept for the next visit (e.g. STORAGE_FULL); the data set is whole all the same. */
  readonly keepingFailed: LabErrorData | undefined;
}

/**
 * Fashion-MNIST, from storage as far as it is there and sound, else downloaded and kept file by file: an abort or
 * a broken connection loses the current file only. Throws the errors of `download`.
 */
export async function loadFashionMnist(options: FashionMnistOptions): Promise<FashionMnistResult> {
  const { storage, onProgress, signal, baseUrl = FASHION_MNIST_URL, files = FASHION_MNIST_FILES } = options;
  const queue: readonly RemoteFile[] = [
    files.trainLabels,
    files.testLabels,
    files.testImages,
    files.trainImages,
  ];
  const total = queue.reduce((sum, file) => sum + file.size, 0);
  const packed = new Map<RemoteFile, Uint8Array<ArrayBuffer>>();
  let complete = 0;
  let keepingFailed: LabErrorData | undefined;

  for (const file of queue) {
    let bytes = await readKept(storage, file);
    if (!bytes) {
      bytes = await download(baseUrl + file.name, file, {
        ...(signal && { signal }),
        onBytes: (arrived) => onProgress?.({ bytes: complete + arrived, total }),
      });
      await storage.write(file.name, bytes).catch((error: unknown) => {
        keepingFailed = toLabErrorData(error, places.browserStorage);
      });
    }
    packed.set(file, bytes);
    complete += file.size;
    onProgress?.({ bytes: complete, total });
  }

  const unpackPair = async (images: RemoteFile, labels: RemoteFile): Promise<ImageSet> => {
    const [imageBytes, labelBytes] = await Promise.all(
      [images, labels].map((file) => gunzip(new Blob([packed.get(file)!]), file.name)),
    );
    return parseIdxPair({ name: images.name, bytes: imageBytes! }, { name: labels.name, bytes: labelBytes! });
  };
  const train = await unpackPair(files.trainImages, files.trainLabels);
  const test = await unpackPair(files.testImages, files.testLabels);
  return {
    dataSet: createDataSet(dataSets.fashionMnist.name, dataSets.fashionMnist.classes, train, test),
    keepingFailed,
  };
}

/** The file as kept by an earlier visit; what storage has lost or garbled counts as not kept. */
async function readKept(
  storage: ByteStorage,
  file: RemoteFile,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = await storage.read(file.name).catch(() => undefined);
  return bytes && (await matchesChecksum(bytes, file)) ? bytes : undefined;
}
