/** From a config to its data set: generated, fetched or read from the user's files; subset and noise applied. */
import { labError } from '../config/lab-error';
import type { RunConfig } from '../config/run-config';
import { type DataSet, subset, withLabelNoise } from '../data/data-set';
import { loadFashionMnist } from '../data/fashion-mnist';
import { createGlyphs } from '../data/glyphs';
import { openFiles } from '../data/open-files';
import { type ByteStorage, MemoryStorage, openBrowserStorage } from '../data/storage';
import { dataSets } from '../messages';

export type DownloadProgress = (done: number, total: number | null) => void;

/** A data set from outside, and what its reader should know of it. */
interface Opened {
  readonly dataSet: DataSet;
  readonly notices: readonly string[];
}

export class DataSources {
  /** Told of each data set from outside what is worth knowing, if anything is. */
  onNotice: (notices: readonly string[]) => void = () => {};
  private readonly onProgress: DownloadProgress;
  private readonly openStorage: () => Promise<ByteStorage>;
  private storage: Promise<ByteStorage> | undefined;
  /** Whole data sets as read last, so that a new run of the same source needs nothing again. */
  private glyphs: { readonly seed: number; readonly dataSet: DataSet } | undefined;
  private fashionMnist: Opened | undefined;
  private files: Opened | undefined;
  private download: AbortController | undefined;

  constructor(onProgress: DownloadProgress, openStorage = () => openBrowserStorage('fashion-mnist')) {
    this.onProgress = onProgress;
    this.openStorage = openStorage;
  }

  /** The training data of a run. Throws a LabError that says what is wrong with the files or the download. */
  async load(config: RunConfig, files?: readonly File[]): Promise<DataSet> {
    const whole = await this.whole(config, files);
    const { subset: size, labelNoise, normalisation } = config.data;
    const chosen = size === null || size >= whole.train.count ? whole : subset(whole, size, config.seed);
    const dataSet = labelNoise > 0 ? withLabelNoise(chosen, labelNoise, config.seed) : chosen;
    return normalisation ? { ...dataSet, normalisation } : dataSet;
  }

  /** Fashion-MNIST from the browser's storage, or from its authors' repository into it. */
  async fetchFashionMnist(): Promise<DataSet> {
    this.fashionMnist ??= await this.openFashionMnist();
    return this.handOn(this.fashionMnist);
  }

  cancelDownload(): void {
    this.download?.abort();
  }

  private async openFashionMnist(): Promise<Opened> {
    this.storage ??= this.openStorage().catch(() => new MemoryStorage());
    const controller = new AbortController();
    this.download = controller;
    let reported = 0;
    const { dataSet, keepingFailed } = await loadFashionMnist({
      storage: await this.storage,
      signal: controller.signal,
      onProgress: ({ bytes, total }) => {
        // A report for every chunk would be hundreds a second.
        if (bytes < total && performance.now() - reported < 100) return;
        reported = performance.now();
        this.onProgress(bytes, total);
      },
    });
    const notices = keepingFailed ? [dataSets.notices.notKept(dataSet.name, keepingFailed.message)] : [];
    return { dataSet, notices };
  }

  private handOn({ dataSet, notices }: Opened): DataSet {
    if (notices.length > 0) this.onNotice(notices);
    return dataSet;
  }

  private async whole({ data, seed }: RunConfig, files?: readonly File[]): Promise<DataSet> {
    switch (data.source) {
      case 'glyphs':
        if (this.glyphs?.seed !== seed) this.glyphs = { seed, dataSet: createGlyphs({ seed }) };
        return this.glyphs.dataSet;
      case 'fashion-mnist':
        return this.fetchFashionMnist();
      case 'files':
      case 'idx':
      case 'cifar10':
      case 'safetensors':
        if (files?.length) {
          const { dataSet, notes } = await openFiles(files);
          this.files = { dataSet, notices: notes };
        }
        if (!this.files) throw labError('FILES_NEEDED', 'data.source');
        return this.handOn(this.files);
    }
  }
}
