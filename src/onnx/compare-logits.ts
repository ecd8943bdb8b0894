/** Two implementations' logits of the same images side by side, and whether they may be called the same network. */
import { labError } from '../config/lab-error';
import { places } from '../messages';

/**
 * Largest difference of two logits that passes: far above float32 rounding (6e-6 measured between onnxruntime and
 * float64 for ResNet-20 16-32-64 with logits of order ten), far below what a wrong weight, padding or ε does.
 */
export const LOGIT_TOLERANCE = 1e-3;

export interface LogitComparison {
  /** max |Δlogit| over all images and classes; NaN if a logit is. */
  readonly maxDifference: number;
  /** Share of the images for which both predict the same class. */
  readonly agreement: number;
  /** Number of images for which the predicted classes differ. */
  readonly disagreements: number;
  /**
   * Those of them whose two best logits (ours) lie within 2·maxDifference, so that the differences can swap them. As
   * maxDifference is over all logits, finite ones always are: the count guards the comparison itself, and NaN.
   */
  readonly explained: number;
  readonly accuracyOurs: number;
  readonly accuracyOnnx: number;
  /** maxDifference is within the tolerance and every disagreement is explained. */
  readonly passes: boolean;
}

/**
 * @param ours [N, K]
 * @param onnx [N, K]
 * @param labels N class numbers
 * @throws LabError `LOGITS_SHAPE` if the lengths do not belong to the same N ≥ 1 images and K ≥ 2 classes
 */
export function compareLogits(
  ours: Float32Array,
  onnx: Float32Array,
  labels: ArrayLike<number>,
  tolerance = LOGIT_TOLERANCE,
): LogitComparison {
  const count = labels.length;
  const classes = ours.length / count;
  if (count < 1 || !Number.isInteger(classes) || classes < 2 || onnx.length !== ours.length) {
    throw labError('LOGITS_SHAPE', places.inferenceCheck, {
      ours: ours.length,
      onnx: onnx.length,
      labels: count,
    });
  }

  const maxDifference = ours.reduce(
    (largest, logit, index) => Math.max(largest, Math.abs(logit - onnx[index]!)),
    0,
  );
  let disagreements = 0;
  let explained = 0;
  let correctOurs = 0;
  let correctOnnx = 0;
  for (let image = 0; image < count; image++) {
    const row = ours.subarray(image * classes, (image + 1) * classes);
    const ourClass = largestIndex(row);
    const onnxClass = largestIndex(onnx.subarray(image * classes, (image + 1) * classes));
    if (ourClass === labels[image]) correctOurs++;
    if (onnxClass === labels[image]) correctOnnx++;
    if (ourClass === onnxClass) continue;
    disagreements++;
    const [best, second] = row.toSorted().reverse();
    if (best! - second! <= 2 * maxDifference) explained++;
  }
  return {
    maxDifference,
    agreement: 1 - disagreements / count,
    disagreements,
    explained,
    accuracyOurs: correctOurs / count,
    accuracyOnnx: correctOnnx / count,
    passes: maxDifference <= tolerance && explained === disagreements,
  };
}

/** The first index of the largest value. */
function largestIndex(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}
