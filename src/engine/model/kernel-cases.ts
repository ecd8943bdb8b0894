/** The cases of a network's training step in which kernels have several forms, and the sizes that the forms decide. */
import type { OptimizerConfig, RunConfig } from '../../config/run-config';
import type { DataSet } from '../../data/data-set';
import { type BatchNormShape, batchNormCase } from '../kernels/batch-norm';
import { type Case, type CaseVariants, formOf } from '../kernels/choose-variants';
import { backwardFilterShares } from '../kernels/convolution';
import {
  type ConvolutionOperation,
  type ConvolutionShape,
  convolutionCase,
} from '../kernels/convolution-shape';
import { type SgdShape, sgdCase, type UpdateUnit } from '../kernels/sgd';
import type { ReductionForm } from '../kernels/variants';
import { updateRuleOf } from '../optimizer/update-rule';
import { KernelShapes } from './kernel-shapes';
import { inferShapes, type Network } from './network';
import { layOutParameters, type ParameterLayout, updateUnits } from './parameter-layout';
import { networkOf } from './presets';

/** The update, whatever its form. */
export type UpdateShape = Omit<SgdShape, keyof ReductionForm>;

/** What ends the reductions of a BN. */
export const NORM_OPERATIONS = [
  'batch-norm-forward-coefficients',
  'batch-norm-backward-coefficients',
] as const;
type NormOperation = (typeof NORM_OPERATIONS)[number];

export type KernelCase = Case &
  (
    | {
        readonly operation: ConvolutionOperation;
        readonly shape: ConvolutionShape;
        /** A layer of this shape. */
        readonly layer: string;
      }
    | { readonly operation: NormOperation; readonly shape: BatchNormShape }
    | { readonly operation: 'sgd'; readonly shape: UpdateShape }
  );

/** What a step trains, as far as its kernels depend on it. */
export interface TrainedNetwork {
  readonly network: Network;
  readonly optimizer: OptimizerConfig;
  /** Images per step. */
  readonly batch: number;
  readonly telemetry: boolean;
}

/** What a run trains. Throws a LabError `NETWORK_INVALID` where the network does not fit the images. */
export function trainedNetwork(
  config: RunConfig,
  { train, classNames }: DataSet,
  telemetry = true,
): TrainedNetwork {
  const { channels, height, width } = train;
  const network = networkOf(config.network, { channels, height, width }, classNames.length);
  inferShapes(network);
  return { network, optimizer: config.optimizer, batch: config.batchSize, telemetry };
}

/** Each case once, in the order in which the network's layers meet them; the update stands last. */
export function kernelCases({ network, optimizer, batch, telemetry }: TrainedNetwork): KernelCase[] {
  const shapes = new KernelShapes(network, batch);
  const cases = network.layers.flatMap((layer): KernelCase[] => {
    if (layer.kind === 'batchNorm') {
      const norm = shapes.norm(layer);
      return NORM_OPERATIONS.map((operation) => ({
        operation,
        name: batchNormCase(operation, norm),
        shape: norm,
      }));
    }
    if (layer.kind !== 'convolution' && layer.kind !== 'dense') return [];
    const shape = shapes.convolution(layer);
    const convolution = (operation: ConvolutionOperation): KernelCase => ({
      operation,
      name: convolutionCase(operation, shape),
      shape,
      layer: layer.name,
    });
    const backward = [convolution('convolution-backward-filter')];
    if (!shapes.readsImages(layer)) backward.push(convolution('convolution-backward-data'));
    return [convolution('convolution-forward'), ...backward];
  });
  // Neither its name nor its shape depends on the shares.
  const layout = layOutParameters(network, optimizer, batch, () => 1);
  const shape = updateShape(layout, updateUnits(layout), optimizer, telemetry);
  cases.push({ operation: 'sgd', name: sgdCase(shape), shape });
  return [...new Map(cases.map((entry) => [entry.name, entry])).values()];
}

/** Into how many shares backward-filter splits each convolution's gradient in the forms chosen. */
export function gradientShares(variants: CaseVariants): (shape: ConvolutionShape) => number {
  return (shape) =>
    backwardFilterShares(shape, convolutionForm('convolution-backward-filter', shape, variants));
}

/** The parameters of the form chosen for a convolution. */
export function convolutionForm<Name extends ConvolutionOperation>(
  operation: Name,
  shape: ConvolutionShape,
  variants: CaseVariants,
) {
  return formOf(operation, convolutionCase(operation, shape), variants);
}

/** The parameters of the form chosen for the end of a BN's reduction. */
export function normForm<Name extends NormOperation>(
  operation: Name,
  shape: BatchNormShape,
  variants: CaseVariants,
) {
  return formOf(operation, batchNormCase(operation, shape), variants);
}

/** @param units of the layout, or some of them */
export function updateShape(
  layout: ParameterLayout,
  units: readonly UpdateUnit[],
  optimizer: OptimizerConfig,
  telemetry: boolean,
): UpdateShape {
  return {
    units: units.length,
    parameters: layout.length,
    telemetryRow: layout.telemetryRow,
    rule: updateRuleOf(optimizer),
    telemetry,
  };
}
