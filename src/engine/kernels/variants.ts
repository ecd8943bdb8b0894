/**
 * The kernels that exist in several forms, which compute the same and suit different adapters: the only place that
 * names them. Tests compare every form in this table with the float64 twin.
 */
/**
 * How the threads of forward and backward-data share the work. `block`: groups of four channels per thread (on a GPU
 * more would spill registers; without one loads bound the kernel, and larger blocks need fewer of them). `quad`: four
 * threads share their loads of taps, for which the device needs the feature `subgroups`.
 */
export interface DirectForm {
  readonly kind: 'direct';
  readonly block: 1 | 2 | 4;
  readonly quad: boolean;
}

/** Direct backward-filter, with about as many threads as keep the adapter busy: more of them cost more partial sums. */
export interface DirectFilterForm {
  readonly kind: 'direct';
  readonly threads: number;
}

/**
 * Implicit GEMM through workgroup memory (convolution-tile.ts has the choice of sizes). A tile is a square of threads,
 * or twice as wide as high, each of which sums a block of `threadRows` × `threadColumns` groups of four; `units` groups of
 * four terms are in workgroup memory at a time.
 */
export interface TileForm {
  readonly kind: 'tile';
  readonly threads: 64 | 128 | 256;
  readonly threadRows: 1 | 2;
  readonly threadColumns: 1 | 2;
  readonly units: 2 | 4;
}

/** Threads keep their taps or sums and walk along the rows (convolution-stationary.ts), by quads; `otherwise` where that can't be. */
export interface StationaryForm<Otherwise> {
  readonly kind: 'stationary';
  readonly otherwise: Otherwise;
}

/**
 * The threads that share a sum: one workgroup. As a `quad` of a subgroup four of them add up among themselves, without
 * workgroup memory and barriers.
 */
export interface ReductionForm {
  readonly threads: 4 | 16 | 64;
  readonly quad: boolean;
}

export type ConvolutionForm = DirectForm | StationaryForm<DirectForm> | TileForm;
export type BackwardFilterForm = DirectFilterForm | StationaryForm<DirectFilterForm> | TileForm;

/** By their output tiles at full size. */
const TILES = {
  'tile-32': { kind: 'tile', threads: 64, threadRows: 1, threadColumns: 1, units: 4 },
  'tile-64': { kind: 'tile', threads: 128, threadRows: 2, threadColumns: 1, units: 4 },
  'tile-128': { kind: 'tile', threads: 256, threadRows: 2, threadColumns: 2, units: 2 },
} as const satisfies Record<string, TileForm>;

const CONVOLUTION_FORMS = {
  'block-2': { kind: 'direct', block: 2, quad: false },
  'block-4': { kind: 'direct', block: 4, quad: false },
  'quad-2': { kind: 'direct', block: 2, quad: true },
  'quad-4': { kind: 'direct', block: 4, quad: true },
  'quad-stationary': { kind: 'stationary', otherwise: { kind: 'direct', block: 2, quad: false } },
  ...TILES,
} as const satisfies Record<string, ConvolutionForm>;

/** Many threads load faster on a GPU; without one each costs its share of the barriers, and 4 do, as many as a vector has lanes. */
const REDUCTION_FORMS = {
  'quad-4': { threads: 4, quad: true },
  'threads-4': { threads: 4, quad: false },
  'threads-16': { threads: 16, quad: false },
  'threads-64': { threads: 64, quad: false },
} as const satisfies Record<string, ReductionForm>;

export const KERNEL_VARIANTS = {
  'convolution-forward': CONVOLUTION_FORMS,
  'convolution-backward-data': CONVOLUTION_FORMS,
  'convolution-backward-filter': {
    'threads-256': { kind: 'direct', threads: 256 },
    'threads-16384': { kind: 'direct', threads: 16384 },
    'quad-stationary': { kind: 'stationary', otherwise: { kind: 'direct', threads: 256 } },
    ...TILES,
  },
  'batch-norm-forward-coefficients': REDUCTION_FORMS,
  'batch-norm-backward-coefficients': REDUCTION_FORMS,
  sgd: REDUCTION_FORMS,
} as const;

export type Operation = keyof typeof KERNEL_VARIANTS;
export const OPERATIONS = Object.keys(KERNEL_VARIANTS) as readonly Operation[];

/** A form for each operation. */
export type KernelVariants = {
  readonly [Name in Operation]: keyof (typeof KERNEL_VARIANTS)[Name];
};

/** Whether there is a form of this name. */
export function isVariant(operation: Operation, variant: string): boolean {
  return Object.hasOwn(KERNEL_VARIANTS[operation], variant);
}

/** Whether a form can run on a device. */
export function isSupported(variant: string, features: GPUSupportedFeatures): boolean {
  return !variant.startsWith('quad-') || features.has('subgroups');
}

/**
 * Whether a form that can run may be the fastest on an adapter. Without a GPU the tiles never are: there, in SwiftShader, a value from
 * workgroup memory costs three to four times one from storage, and they take a second each to compile.
 */
export function isCandidate(operation: Operation, variant: string, software: boolean): boolean {
  return !(software && operation.startsWith('convolution') && Object.hasOwn(TILES, variant));
}

/** What suits an adapter, as far as its kind tells. */
export function defaultVariants(software: boolean, features: GPUSupportedFeatures): KernelVariants {
  // On a GPU the middle tile, whatever its size: a direct form reads each value from storage once per few multiply-adds, and
  // neighbouring threads far apart, where those of a tile read side by side, and once for the whole tile.
  if (!software)
    return {
      'convolution-forward': 'tile-64',
      'convolution-backward-data': 'tile-64',
      'convolution-backward-filter': 'tile-64',
      // Each thread adds up 1/T of the values, and then T/4 sums: with some hundred values, few enough of either.
      'batch-norm-forward-coefficients': 'threads-16',
      'batch-norm-backward-coefficients': 'threads-16',
      sgd: 'threads-64',
    };
  const quads = features.has('subgroups');
  return {
    'convolution-forward': quads ? 'quad-stationary' : 'block-4',
    'convolution-backward-data': quads ? 'quad-stationary' : 'block-4',
    'convolution-backward-filter': quads ? 'quad-stationary' : 'threads-256',
    'batch-norm-forward-coefficients': quads ? 'quad-4' : 'threads-4',
    'batch-norm-backward-coefficients': quads ? 'quad-4' : 'threads-4',
    sgd: quads ? 'quad-4' : 'threads-4',
  };
}
