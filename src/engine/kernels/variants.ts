/**
 * The kernels that exist in several forms, which compute the same and suit different adapters: the only place that
 * names them. Tests compare every form in this table with the float64 twin.
 */
/**
 * How the threads of forward and backward-data share the work. `block`: groups of four channels per thread (on a GPU
 * more would spill registers; without one loads bound the kernel, and larger blocks need fewer of them). `quad`: four
 * threads share their loads of taps, for which the device needs the feature `subgroups`.
 */
export interface ConvolutionTile {
  readonly block: 1 | 2 | 4;
  readonly quad: boolean;
}

const CONVOLUTION_TILES = {
  'block-2': { block: 2, quad: false },
  'block-4': { block: 4, quad: false },
  'quad-2': { block: 2, quad: true },
  'quad-4': { block: 4, quad: true },
} as const satisfies Record<string, ConvolutionTile>;

export const KERNEL_VARIANTS = {
  'convolution-forward': CONVOLUTION_TILES,
  'convolution-backward-data': CONVOLUTION_TILES,
  /** Threads that keep the adapter busy: more of them cost more partial sums. */
  'convolution-backward-filter': {
    'threads-256': { threads: 256 },
    'threads-16384': { threads: 16384 },
  },
  /** Threads per unit: 64 suit a GPU; without one every thread costs its share of the barriers, and 16 do. */
  sgd: {
    'threads-16': { threads: 16 },
    'threads-64': { threads: 64 },
  },
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
export function isSupported(operation: Operation, variant: string, features: GPUSupportedFeatures): boolean {
  return !(variant.startsWith('quad-') && operation.startsWith('convolution')) || features.has('subgroups');
}

/** What suits an adapter, as far as its kind tells. */
export function defaultVariants(software: boolean, features: GPUSupportedFeatures): KernelVariants {
  if (!software)
    return {
      'convolution-forward': 'block-2',
      'convolution-backward-data': 'block-2',
      'convolution-backward-filter': 'threads-16384',
      sgd: 'threads-64',
    };
  const tile = features.has('subgroups') ? 'quad-4' : 'block-4';
  return {
    'convolution-forward': tile,
    'convolution-backward-data': tile,
    'convolution-backward-filter': 'threads-256',
    sgd: 'threads-16',
  };
}
