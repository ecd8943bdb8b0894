/** A case in one of its forms as work to be timed: its kernels, and scratch buffers of the true sizes to run them on. */
import {
  type BatchNormShape,
  batchNormBackwardCoefficients,
  batchNormForwardCoefficients,
  NORM_SUMS,
  partialSumsLength,
} from '../kernels/batch-norm';
import { type CaseVariants, formOf } from '../kernels/choose-variants';
import {
  convolutionBackwardData,
  convolutionBackwardFilter,
  convolutionForward,
} from '../kernels/convolution';
import { type ConvolutionShape, convolutionLengths } from '../kernels/convolution-shape';
import { channelGroups, type Kernel } from '../kernels/kernel';
import { encodeUnits, sgd, sgdCase } from '../kernels/sgd';
import { gradientShares, type KernelCase, type TrainedNetwork, updateShape } from '../model/kernel-cases';
import { layOutParameters, type ParameterLayout, updateUnits } from '../model/parameter-layout';

/** A buffer to be bound, or a part of one. Work on the same name is on the same buffer. */
export interface ScratchSpan {
  readonly name: string;
  /** 32-bit words of the whole buffer. */
  readonly length: number;
  /** What it must hold; random numbers if missing. */
  readonly content?: Uint32Array<ArrayBuffer>;
  /** In bytes, of what is bound of it; all of it if missing. */
  readonly part?: { readonly offset: number; readonly size: number };
}

export interface KernelWork {
  readonly kernel: Kernel;
  readonly spans: readonly ScratchSpan[];
}

/**
 * The kernels whose time the form decides; the case's own comes first. With backward-filter that is also the update of
 * the same filters, which adds the shares: what it costs besides is the same for all forms.
 * @param variants the forms of all cases, this one's being the form to time
 */
export function caseWork(entry: KernelCase, trained: TrainedNetwork, variants: CaseVariants): KernelWork[] {
  switch (entry.operation) {
    case 'convolution-forward': {
      const { x, w, y } = spansOf(entry.shape);
      const kernel = convolutionForward(entry.shape, formOf(entry.operation, entry.name, variants));
      return [{ kernel, spans: [x, w, y] }];
    }
    case 'convolution-backward-data': {
      const { x, w, y } = spansOf(entry.shape);
      const kernel = convolutionBackwardData(entry.shape, formOf(entry.operation, entry.name, variants));
      return [{ kernel, spans: [y, w, x] }];
    }
    case 'convolution-backward-filter': {
      const { x, y } = spansOf(entry.shape);
      const layout = layoutOf(trained, variants);
      const tensor = layout.byName.get(`${entry.layer}.weight`)!;
      const { gradient, rows, groups, shares } = tensor;
      const part = { offset: 16 * gradient, size: 16 * rows * groups * shares };
      const shared = { name: 'gradients', length: 4 * layout.gradientLength, part };
      const form = formOf(entry.operation, entry.name, variants);
      return [
        { kernel: convolutionBackwardFilter(entry.shape, form, shares), spans: [x, y, shared] },
        updateWork({ ...layout, tensors: [tensor] }, trained, variants),
      ];
    }
    case 'batch-norm-forward-coefficients': {
      const { partialSums, channels } = normSpansOf(entry.shape);
      const form = formOf(entry.operation, entry.name, variants);
      const kernel = batchNormForwardCoefficients(entry.shape, form);
      const spans = [partialSums, channels('γ'), channels('β'), channels('coefficients', 4)];
      return [{ kernel, spans: [...spans, channels('running statistics', 2)] }];
    }
    case 'batch-norm-backward-coefficients': {
      const { partialSums, channels } = normSpansOf(entry.shape);
      const form = formOf(entry.operation, entry.name, variants);
      const row = NORM_SUMS.length * entry.shape.channels;
      const measured = trained.telemetry ? { row, record: 0 } : null;
      const kernel = batchNormBackwardCoefficients(entry.shape, form, measured);
      const gradients = [channels('gradient of γ'), channels('gradient of β')];
      const spans = [partialSums, channels('coefficients', 4), channels('backward coefficients', 2)];
      const telemetry = measured ? [{ name: 'telemetry', length: row }] : [];
      return [{ kernel, spans: [...spans, ...gradients, ...telemetry] }];
    }
    case 'sgd':
      return [updateWork(layoutOf(trained, variants), trained, variants)];
  }
}

/** The update of the layout's tensors. */
function updateWork(layout: ParameterLayout, trained: TrainedNetwork, variants: CaseVariants): KernelWork {
  const { optimizer, telemetry } = trained;
  const units = updateUnits(layout);
  const shape = updateShape(layout, units, optimizer, telemetry);
  const content = encodeUnits(units);
  const parameters = (name: string) => ({ name, length: 4 * layout.length });
  const measured = [
    parameters('differences'),
    { name: 'axes', length: 12 * layout.length },
    { name: 'telemetry', length: layout.telemetryRow },
  ];
  return {
    kernel: sgd({ ...shape, ...formOf('sgd', sgdCase(shape), variants) }),
    spans: [
      { name: `units of ${layout.gradientLength}`, length: content.length, content },
      { name: 'gradients', length: 4 * layout.gradientLength },
      parameters('weights'),
      parameters('momenta'),
      ...(telemetry ? measured : []),
    ],
  };
}

function layoutOf({ network, optimizer, batch }: TrainedNetwork, variants: CaseVariants): ParameterLayout {
  return layOutParameters(network, optimizer, batch, gradientShares(variants));
}

function spansOf(shape: ConvolutionShape) {
  const { x, w, y } = convolutionLengths(shape);
  return { x: { name: 'x', length: x }, w: { name: 'w', length: w }, y: { name: 'y', length: y } };
}

function normSpansOf(shape: BatchNormShape) {
  const groups = channelGroups(shape.channels);
  return {
    partialSums: { name: 'partial sums', length: 4 * partialSumsLength(shape) },
    /** So many values of each channel. */
    channels: (name: string, values = 1) => ({ name, length: 4 * values * groups }),
  };
}
