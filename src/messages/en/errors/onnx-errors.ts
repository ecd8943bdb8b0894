/** Errors of ONNX models and of the inference check. */
const CONNECTION = 'Check the connection to the server of this page and run the check again.';

const RUN_FIX = 'Check that the images have the shape that the network reads, and try a smaller batch.';

export const onnxErrors = {
  /** `reason` is empty where the browser gives none. */
  ONNX_WORKER: (_: string, { reason }: { reason: string }) => ({
    message: `The worker of the inference check failed: ${reason || 'its script could not be loaded'}`,
    fix: CONNECTION,
  }),
  ONNX_RUNTIME_LOAD: (_: string, { base, reason }: { base: string; reason: string }) => ({
    message: `onnxruntime could not be loaded from ${base}, or refuses the model: ${reason}`,
    fix: CONNECTION,
  }),
  'ONNX_RUNTIME_RUN.output': () => ({
    message: 'onnxruntime could not run the model: its output is not float32',
    fix: RUN_FIX,
  }),
  'ONNX_RUNTIME_RUN.failed': (_: string, { reason }: { reason: string }) => ({
    message: `onnxruntime could not run the model: ${reason}`,
    fix: RUN_FIX,
  }),
  LOGITS_SHAPE: (_: string, { ours, onnx, labels }: { ours: number; onnx: number; labels: number }) => ({
    message: `${ours} and ${onnx} logits cannot be compared for ${labels} labels.`,
    fix: 'Pass the logits of the same images, one row of classes for each label.',
  }),
  PROTOBUF_RANGE: (_: string, { value }: { value: number }) => ({
    message: `${value} is not a whole number from 0 to 2^53 − 1, the only integers written here.`,
    fix: 'Correct the network description: sizes, strides and pads are such numbers.',
  }),
  TENSOR_MISSING: (where: string) => ({
    message: `The network needs the tensor ${where}, which the weights do not hold.`,
    fix: 'Pass the weights and running statistics of this very network, under PyTorch’s names.',
  }),
  TENSOR_SIZE: (
    where: string,
    { found, shape, needed }: { found: number; shape: readonly number[]; needed: number },
  ) => ({
    message: `The tensor ${where} holds ${found} values; its shape ${shape.join('×')} needs ${needed}.`,
    fix: 'Pass the weights of this very network; its channels or classes differ from those of the weights.',
  }),
  ONNX_NETWORK: () => ({
    message:
      'Only a network that begins with an input layer and ends with a dense layer has logits to export.',
    fix: 'Add the missing layer to the network description.',
  }),
};
