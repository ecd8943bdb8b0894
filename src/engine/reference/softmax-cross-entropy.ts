/**
 * Softmax cross-entropy in float64, averaged over the batch.
 *
 *   L = mean_n( log Σ_k exp z[n,k] − z[n,label] ),  ∂L/∂z = (softmax(z) − onehot)/N
 *
 * The largest logit of a row is subtracted first, so that no exponential overflows.
 */

export interface LossResult {
  /** Mean over the batch, in nats. */
  readonly loss: number;
  /** Images whose largest logit (the first of equal ones) is the label's. */
  readonly correct: number;
  /** ∂L/∂z, [N,classes]. */
  readonly gradient: Float64Array;
}

/** @param logits z, [N,classes]  @param labels N class indices in [0, classes) */
export function softmaxCrossEntropy(logits: Float64Array, labels: ArrayLike<number>): LossResult {
  const batch = labels.length;
  const classes = logits.length / batch;
  const gradient = new Float64Array(logits.length);
  let loss = 0;
  let correct = 0;
  for (let n = 0; n < batch; n++) {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    const label = labels[n]!;
    const largest = row.reduce((best, value, k) => (value > row[best]! ? k : best), 0);
    if (largest === label) correct++;
    const exponentials = row.map((value) => Math.exp(value - row[largest]!));
    const sum = exponentials.reduce((total, value) => total + value, 0);
    loss += (Math.log(sum) - (row[label]! - row[largest]!)) / batch;
    for (let k = 0; k < classes; k++)
      gradient[n * classes + k] = (exponentials[k]! / sum - (k === label ? 1 : 0)) / batch;
  }
  return { loss, correct, gradient };
}
