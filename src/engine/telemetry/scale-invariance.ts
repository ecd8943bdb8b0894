/**
 * Whether ⟨w,g⟩ of every filter under BatchNorm is what BN's ε makes it, at every step: the live check that the gradient
 * respects scale invariance. It sees what the exact identity can't, a gradient that is wrong.
 */
import { radialGradientFromEpsilon } from '../../theory/bn-epsilon';
import { DIVISION_ERROR, likelyRoundings, roundings, SQUARE_ROOT_ERROR } from '../../theory/rounding';
import { additionsPerSum, NORM_SUMS, rowsPerChunk } from '../kernels/batch-norm';
import type { CaseVariants } from '../kernels/choose-variants';
import { MEASURED_SUMS } from '../kernels/sgd';
import { NORM_OPERATIONS, normForm } from '../model/kernel-cases';
import { inferShapes, inputsOf, type Layer, type Network, type Shape } from '../model/network';
import type { ParameterLayout, ParameterTensor } from '../model/parameter-layout';

const [NORM, GRADIENT, WEIGHT_GRADIENT] = (['normSquared', 'gradientSquared', 'weightGradient'] as const).map(
  (name) => MEASURED_SUMS.indexOf(name),
) as [number, number, number];

const [MEAN, INVERSE, SCALE, GAMMA_GRADIENT, BETA_GRADIENT, GRADIENT_SQUARED] = (
  ['mean', 'inverseDeviation', 'scale', 'gammaGradient', 'betaGradient', 'gradientSquared'] as const
).map((name) => NORM_SUMS.indexOf(name)) as [number, number, number, number, number, number];

/** What a filter and the BN behind it have in one step. */
export interface NormalisedFilter {
  /** Values of the channel in the batch. */
  readonly rows: number;
  readonly epsilon: number;
  readonly mean: number;
  /** 1/√(σ² + ε), and γ times it. */
  readonly inverse: number;
  readonly scale: number;
  readonly gammaGradient: number;
  readonly betaGradient: number;
  /** Σ (∂L/∂y)² over the batch, y the output of BN. */
  readonly gradientSquared: number;
  /** ‖w‖, and a bound of √Σ ‖x‖² over the windows x that the filter sees. */
  readonly norm: number;
  readonly reach: number;
  /** Additions that a value goes through: in the convolution, in the filter's gradient, in BN's sums. */
  readonly taps: number;
  readonly filterAdditions: number;
  readonly normAdditions: number;
  /** Rows of BN whose sum one thread makes, around the first of them. */
  readonly chunk: number;
}

/** ⟨w,g⟩ by theory. */
export function expectedRadialGradient({ epsilon, inverse, scale, gammaGradient }: NormalisedFilter): number {
  const variance = Math.max(0, 1 / inverse ** 2 - epsilon);
  return radialGradientFromEpsilon(epsilon, variance, scale / inverse, gammaGradient);
}

/**
 * Bounds the rounding of ⟨w,g⟩ = Σ z·∂L/∂z in float32, z = ⟨w,x⟩ the filter's output, and of the value expected.
 *
 * Derived. With a = mean(dy), q = Σ dy·(z−m)/N/(σ²+ε), dz = s(dy − a − (z−m)q): dz is a projection of s·dy, so that
 * ‖dz‖ ≤ s‖dy‖, and by Cauchy and Schwarz Σ|w||x||dz| ≤ ‖w‖·reach·s‖dy‖, by which the errors of the convolution, of the
 * filter's gradient and of ⟨w,g⟩ are measured. Of BN's own values the errors δ enter as
 *   s·N|m|·δa,  s·Nσ²·δq,  s·δm·(|m|·N|q| + |Σ dy|),  |γ·∂L/∂γ|·δ(σ²)/σ²,
 * and each dz, z is rounded a few times. A thread's sum stands around the first value p of its chunk; over all chunks
 * Σ (p−m)² ≤ Nσ², hence the factors with `chunk`.
 */
export function radialGradientBound(filter: NormalisedFilter): number {
  const { rows, epsilon, mean, inverse, scale, gammaGradient, betaGradient, norm, reach, chunk } = filter;
  const variance = Math.max(0, 1 / inverse ** 2 - epsilon);
  const deviation = Math.sqrt(variance);
  const slope = Math.abs(scale);
  const flow = Math.sqrt(filter.gradientSquared);
  const wide = Math.sqrt(rows) * flow;
  const radius = Math.abs(mean);
  const sums = likelyRoundings(filter.normAdditions + 4);
  const overTaps = likelyRoundings(filter.taps + 2);

  const convolution =
    (2 * overTaps + likelyRoundings(filter.filterAdditions + 2)) * norm * reach * slope * flow;
  const elements = 3 * roundings(8) * slope * flow * Math.sqrt(rows * (variance + mean ** 2));
  const average = slope * radius * (sums * wide + DIVISION_ERROR * Math.abs(betaGradient));
  const product = slope * deviation * sums * wide;
  const meanError = sums * (1 + Math.sqrt(chunk)) * deviation + roundings(4) * radius;
  const shift = slope * meanError * (radius * inverse * Math.abs(gammaGradient) + Math.abs(betaGradient));
  const varianceError = 4 * (1 + chunk) * sums;
  const root = 2 * (SQUARE_ROOT_ERROR + DIVISION_ERROR) + roundings(6);
  const spread = (varianceError + root) * Math.abs((scale / inverse) * gammaGradient);
  const leakage = epsilon * inverse ** 2;
  return convolution + elements + average + shift + (1 + leakage) * (product + spread);
}

/** A convolution with the BN behind it, and what of their filters' bounds no step changes. */
interface NormalisedLayer {
  readonly tensor: ParameterTensor;
  readonly input: string;
  /** Windows that see one value of the input, at most. */
  readonly overlap: number;
  /** First float of the BN's sums in a telemetry row. */
  readonly record: number;
  readonly constants: Pick<
    NormalisedFilter,
    'rows' | 'epsilon' | 'taps' | 'filterAdditions' | 'normAdditions' | 'chunk'
  >;
}

export interface ScaleInvarianceVerdict {
  /** Largest |⟨w,g⟩ − expected|/(‖w‖‖g‖) over the tensor's filters: how far the angle between w and g is off. */
  readonly deviation: number;
  /** Largest |⟨w,g⟩ − expected| over its error bound: at most 1 where all is well. */
  readonly ratio: number;
}

export class ScaleInvariance {
  private readonly network: Network;
  private readonly shapes: ReadonlyMap<string, Shape>;
  private readonly layout: ParameterLayout;
  private readonly batch: number;
  private readonly largest: number;
  private readonly layers: readonly NormalisedLayer[];

  /**
   * @param largest the largest magnitude among the values of the images, as the network sees them
   * @param variants the forms that the kernels run in
   */
  constructor(
    network: Network,
    layout: ParameterLayout,
    batch: number,
    largest: number,
    variants: CaseVariants,
  ) {
    this.network = network;
    this.shapes = inferShapes(network);
    this.layout = layout;
    this.batch = batch;
    this.largest = largest;
    this.layers = network.layers.flatMap((norm) => {
      const layer = network.layers.find(({ name }) => norm.kind === 'batchNorm' && name === norm.input);
      if (norm.kind !== 'batchNorm' || layer?.kind !== 'convolution') return [];
      const { channels, height, width } = this.shapes.get(layer.name)!;
      const tensor = layout.byName.get(`${layer.name}.weight`)!;
      const rows = batch * height * width;
      const shape = { rows, channels, epsilon: norm.epsilon };
      const forms = NORM_OPERATIONS.map((operation) => normForm(operation, shape, variants));
      const constants = {
        rows,
        epsilon: norm.epsilon,
        taps: tensor.rows,
        filterAdditions: Math.ceil((batch * height) / tensor.shares) * width + tensor.shares,
        normAdditions: Math.max(...forms.map((form) => additionsPerSum(shape, form))),
        chunk: rowsPerChunk(shape),
      };
      const overlap = Math.ceil(layer.kernel / layer.stride) ** 2;
      const { record } = layout.running.get(norm.name)!;
      return [{ tensor, input: layer.input, overlap, record, constants }];
    });
  }

  /** The verdict on each convolution under BN, from a step's telemetry row. */
  judge(row: Float32Array): Map<ParameterTensor, ScaleInvarianceVerdict> {
    const energies = this.energies(row);
    return new Map(
      this.layers.map((layer) => {
        const reach = Math.sqrt(layer.overlap * energies.get(layer.input)!);
        return [layer.tensor, this.judgeLayer(layer, reach, row)];
      }),
    );
  }

  private judgeLayer(
    { tensor, record, constants }: NormalisedLayer,
    reach: number,
    row: Float32Array,
  ): ScaleInvarianceVerdict {
    let deviation = 0;
    let ratio = 0;
    for (let c = 0; c < tensor.vectors; c++) {
      const at = tensor.record + c * MEASURED_SUMS.length;
      const norm = Math.sqrt(row[at + NORM]!);
      const sums = record + c * NORM_SUMS.length;
      const inverse = row[sums + INVERSE]!;
      // A constant channel without ε has no direction to be invariant in.
      if (inverse === 0) continue;
      // Written out: at each filter of each step, to spread and destructure takes ten times as long as the arithmetic.
      const filter: NormalisedFilter = {
        rows: constants.rows,
        epsilon: constants.epsilon,
        mean: row[sums + MEAN]!,
        inverse,
        scale: row[sums + SCALE]!,
        gammaGradient: row[sums + GAMMA_GRADIENT]!,
        betaGradient: row[sums + BETA_GRADIENT]!,
        gradientSquared: row[sums + GRADIENT_SQUARED]!,
        norm,
        reach,
        taps: constants.taps,
        filterAdditions: constants.filterAdditions,
        normAdditions: constants.normAdditions,
        chunk: constants.chunk,
      };
      const error = Math.abs(row[at + WEIGHT_GRADIENT]! - expectedRadialGradient(filter));
      if (error === 0) continue;
      deviation = Math.max(deviation, error / (norm * Math.sqrt(row[at + GRADIENT]!)));
      ratio = Math.max(ratio, error / radialGradientBound(filter));
    }
    return { deviation, ratio };
  }

  /**
   * Bounds Σ y² over batch, pixels and channels of each layer's output y. BN's is known: Σ (γx̂ + β)² ≤ rows·(γ² + β²),
   * x̂ having mean 0 and a variance of at most 1.
   */
  private energies(row: Float32Array): Map<string, number> {
    const energies = new Map<string, number>();
    for (const layer of this.network.layers) {
      const inputs = inputsOf(layer).map((name) => energies.get(name)!);
      energies.set(layer.name, this.energy(layer, inputs, row));
    }
    return energies;
  }

  private energy(layer: Layer, [first = 0, second = 0]: readonly number[], row: Float32Array): number {
    const { channels, height, width } = this.shapes.get(layer.name)!;
    const squared = (name: string) => {
      const { record, vectors } = this.layout.byName.get(name)!;
      let sum = 0;
      for (let vector = 0; vector < vectors; vector++)
        sum += row[record + vector * MEASURED_SUMS.length + NORM]!;
      return sum;
    };
    switch (layer.kind) {
      case 'input':
        return this.batch * channels * height * width * this.largest ** 2;
      case 'convolution':
        return Math.ceil(layer.kernel / layer.stride) ** 2 * first * squared(`${layer.name}.weight`);
      case 'batchNorm':
        return (
          this.batch * height * width * (squared(`${layer.name}.weight`) + squared(`${layer.name}.bias`))
        );
      case 'add':
        return (Math.sqrt(first) + Math.sqrt(second)) ** 2;
      case 'maxPool':
        return Math.ceil(layer.size / layer.stride) ** 2 * first;
      default:
        // A ReLU shortens, and so does averaging while its windows do not overlap; no convolution reads the rest.
        return layer.kind === 'averagePool' ? Math.ceil(layer.size / layer.stride) ** 2 * first : first;
    }
  }
}
