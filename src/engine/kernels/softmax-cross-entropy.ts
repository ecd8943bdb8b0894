/** Softmax cross-entropy, its gradient, and the number of images whose largest logit is the label's. */
import { channelGroups, type Kernel } from './kernel';
import source from './softmax-cross-entropy.wgsl?raw';
import { STEP_PARAMETERS_WGSL } from './step-parameters';
import { instantiate } from './template';

export interface LossShape {
  readonly batch: number;
  readonly classes: number;
  /** Floats in a step's telemetry row. */
  readonly telemetryRow: number;
}

/** Bindings: logits, labels, gradient of the logits, telemetry. */
export function softmaxCrossEntropy({ batch, classes, telemetryRow }: LossShape): Kernel {
  const constants = {
    BATCH: batch,
    CLASSES: classes,
    CLASS_STRIDE: 4 * channelGroups(classes),
    ROW: telemetryRow,
  };
  return {
    label: `softmax-cross-entropy ${batch}×${classes}`,
    code: STEP_PARAMETERS_WGSL + instantiate(source, constants),
    bindings: ['read', 'read', 'write', 'write'],
    workgroups: [1, 1, 1],
    readsStep: true,
    flop: 0,
  };
}
