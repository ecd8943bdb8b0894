/** Errors of networks, kernels and the GPU. */
import type { ErrorText } from './error-text';

const network = (layer: string, problem: string): ErrorText => ({
  message: `Layer ${layer}: ${problem}`,
  fix: 'Choose fewer strides or a larger image, or correct the network description.',
});

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

const LESS_MEMORY = 'Choose a smaller batch, fewer channels or a subset of the images.';
const RELOAD_OR_SMALLER = 'Reload the page. If it happens again, choose a smaller batch or network.';
const RESUME_OR_SMALLER =
  'Run the same command with --resume; if it happens again, choose a smaller batch or network.';

export const engineErrors = {
  'NETWORK_INVALID.window': (where: string, { side, window }: { side: number; window: number }) =>
    network(where, `an image side of ${side} is too small for a window of ${window}`),
  'NETWORK_INVALID.noInput': (where: string) => network(where, 'has no input'),
  'NETWORK_INVALID.dense': (where: string) => network(where, 'reads an image that is not 1×1'),
  'NETWORK_INVALID.addition': (where: string) => network(where, 'adds tensors of different shapes'),
  'NETWORK_INVALID.nameTwice': (where: string) => network(where, 'its name is used twice'),
  'NETWORK_INVALID.order': (where: string, { input }: { input: string }) =>
    network(where, `reads ${input}, which is not computed before it`),
  'NETWORK_INVALID.shared': (where: string, { input }: { input: string }) => ({
    message: `Layer ${where} reads ${input}, which other layers read too; only a residual branch may be shared.`,
    fix: 'Put a convolution or a pooling between them.',
  }),
  OUT_OF_GPU_MEMORY: (_: string, { bytes, reason }: { bytes: number; reason: string }) => ({
    message: `The run needs ${mebibytes(bytes)} of GPU memory, which could not be had: ${reason}`,
    fix: LESS_MEMORY,
  }),
  GPU_LIMIT: (where: string, { bytes, limit }: { bytes: number; limit: number }) => ({
    message: `The buffer '${where}' brings the run to ${mebibytes(bytes)}; at most ${mebibytes(limit)} are allowed here.`,
    fix: LESS_MEMORY,
  }),
  KERNEL_INVALID: (where: string, { reason }: { reason: string }) => ({
    message: `The kernel ${where} was refused: ${reason}`,
    fix: 'Please report this with the browser, the system and the GPU; another browser may accept it.',
  }),
  VARIANT_UNKNOWN: (_: string, { name, known }: { name: string; known: readonly string[] }) => ({
    message: `There is no kernel or form of a kernel called ${name}.`,
    fix: `Choose one of ${known.join(', ')}.`,
  }),
  VARIANT_UNSUPPORTED: (_: string, { operation, variant }: { operation: string; variant: string }) => ({
    message: `This device can't run the form ${variant} of ${operation}.`,
    fix: 'Choose another form, or leave the choice to the lab.',
  }),
  NO_WEBGPU: () => ({
    message: 'This browser has no WebGPU here (navigator.gpu is missing).',
    fix: 'Use a current Chrome or Edge, Safari 26 or Firefox 141 and newer, over https or on localhost.',
  }),
  NO_ADAPTER: () => ({
    message: 'The browser has WebGPU but found no GPU that it accepts.',
    fix: 'Update the graphics driver, switch hardware acceleration on, and see chrome://gpu for the reason.',
  }),
  /** `reason` is empty where none was given. */
  'DEVICE_LOST.forGood': (_: string, { reason, failure }: { reason: string; failure: string }) => ({
    message: `The GPU device was lost (${reason || 'no reason given'}) and could not be had again: ${failure}`,
    fix: RELOAD_OR_SMALLER,
  }),
  'DEVICE_LOST.headless': (_: string, { reason }: { reason: string }) => ({
    message: `The GPU device was lost: ${reason}`,
    fix: RESUME_OR_SMALLER,
  }),
  WEBGPU_VALIDATION: (_: string, { reason }: { reason: string }) => ({
    message: `The GPU refused a command: ${reason}`,
    fix: RESUME_OR_SMALLER,
  }),
  WEBGPU_REFUSED: (_: string, { reason }: { reason: string }) => ({
    message: reason,
    fix: 'Reset the run or reload the page; if it happens again, please report it.',
  }),
  BATCH_NORM_SINGLE_VALUE: () => ({
    message: 'BatchNorm in training needs more than one value per channel; batch × height × width is 1.',
    fix: 'Use a larger batch or a larger image.',
  }),
  REFERENCE_IMAGES: (_: string, { values, images }: { values: number; images: number }) => ({
    message: `${values} values are ${images} images of the network's input shape.`,
    fix: 'Pass at least one whole image in the shape of the input layer.',
  }),
  REFERENCE_NO_TRAINING_PASS: () => ({
    message: 'Gradients need the activations of a training pass.',
    fix: "Call forward(images, 'training') first.",
  }),
  REFERENCE_PARAMETER: (where: string, { found, length }: { found: number | null; length: number }) => ({
    message: `${where} ${found === null ? 'is missing' : `has ${found} values`}; the network needs ${length}.`,
    fix: 'Pass every weight, bias and running statistic of the network under its PyTorch name.',
  }),
};
