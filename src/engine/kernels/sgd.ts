/**
 * SGD with momentum, in PyTorch's form unless the rule says otherwise, for every parameter of the network in one dispatch, and in the same pass the
 * sums from which the angular update and its companions are computed.
 */
import type { UpdateRule } from '../../theory/hyper-parameters';
import type { Kernel } from './kernel';
import source from './sgd.wgsl?raw';
import { STEP_PARAMETERS_WGSL } from './step-parameters';
import { instantiate } from './template';
import type { ReductionForm } from './variants';
import { instantiateWithTotal } from './workgroup-total';

/** What one workgroup updates; positions and strides count vec4f. */
export interface UpdateUnit {
  readonly start: number;
  readonly rows: number;
  readonly stride: number;
  readonly gradient: number;
  readonly shares: number;
  readonly shareStride: number;
  readonly decays: boolean;
  /** Of the tensor's group, on the learning rate. */
  readonly rateFactor: number;
  /** The unit is one vector (γ, β, a bias); otherwise it is four filters side by side. */
  readonly whole: boolean;
  /** Float position of the first filter's sums in the step's telemetry row. */
  readonly record: number;
  readonly filters: number;
}

/** Floats that the kernel writes for each filter, in this order. */
export const MEASURED_SUMS = [
  'normSquared',
  'weightDifference',
  'gradientSquared',
  'weightGradient',
  'momentumGradient',
  'referenceProjection',
  'axisFirst',
  'axisSecond',
  'orthogonalSquared',
  'awayFromReferenceSquared',
] as const;

/** The units as the storage buffer that binding 0 reads. */
export function encodeUnits(units: readonly UpdateUnit[]): Uint32Array<ArrayBuffer> {
  const rateFactors = new Uint32Array(Float32Array.from(units, ({ rateFactor }) => rateFactor).buffer);
  return new Uint32Array(
    units.flatMap((unit, index) => [
      unit.start,
      unit.rows,
      unit.stride,
      unit.gradient,
      unit.shares,
      unit.shareStride,
      Number(unit.decays) | (Number(unit.whole) << 1),
      unit.record,
      unit.filters,
      rateFactors[index] ?? 0,
    ]),
  );
}

export interface SgdShape extends ReductionForm {
  readonly units: number;
  /** vec4f elements of the parameters. */
  readonly parameters: number;
  /** Floats in a step's telemetry row. */
  readonly telemetryRow: number;
  readonly rule: UpdateRule;
  readonly telemetry: boolean;
}

/** The rule and the number of parameters: the label of the kernel, and the case that it is. */
export function sgdCase({
  rule,
  telemetry,
  parameters,
}: Pick<SgdShape, 'rule' | 'telemetry' | 'parameters'>) {
  const names = [
    ...(rule.nesterov ? ['nesterov'] : []),
    ...(rule.dampening > 0 ? ['dampened'] : []),
    ...(rule.decoupled ? ['decoupled'] : []),
    ...(rule.learningRateInBuffer ? ['rate in buffer'] : []),
    ...(telemetry ? ['with telemetry'] : []),
  ];
  return ['sgd', ...names, `${parameters}×4`].join(' ');
}

/** Bindings: units, gradients, weights, momenta (with telemetry also differences, axes, telemetry). */
export function sgd(shape: SgdShape): Kernel {
  const { units, parameters, telemetryRow, rule, telemetry, threads, quad } = shape;
  const { nesterov, decoupled, learningRateInBuffer, dampening } = rule;
  const constants = {
    UNITS: units,
    PARAMETERS: parameters,
    ROW: telemetryRow,
    SUMS: MEASURED_SUMS.length,
    NESTEROV: Number(nesterov),
    DECOUPLED: Number(decoupled),
    RATE_IN_BUFFER: Number(learningRateInBuffer),
    DAMPENED: Number(dampening > 0),
    TELEMETRY: Number(telemetry),
  };
  const code = telemetry
    ? instantiateWithTotal(source, 8, { threads, quad }, constants)
    : instantiate(source, { ...constants, THREADS: threads });
  return {
    label: sgdCase(shape),
    code: code + STEP_PARAMETERS_WGSL,
    bindings: telemetry
      ? ['read', 'read', 'write', 'write', 'write', 'read', 'write']
      : ['read', 'read', 'write', 'write'],
    workgroups: [units, 1, 1],
    readsStep: true,
    flop: 0,
  };
}
