/** What PyTorch's trajectories on Fashion-MNIST are: their manifest, how it names tensors, and how images were normalised. */

/** T0 has a small learning rate, T1 a large one. */
export type Configuration = 'T0' | 'T1';

export interface LayerNumbers {
  readonly w_norm: number;
  readonly g_norm: number;
  readonly cos_wg: number;
  /** In rad. */
  readonly angular_update: number;
}

export type StepNumbers = { readonly loss: number; readonly correct: number } & Readonly<
  Record<'conv1' | 'conv2' | 'conv3' | 'fc', LayerNumbers>
>;

export interface Manifest {
  readonly batch: number;
  readonly configs: Readonly<
    Record<
      Configuration,
      {
        readonly eta: number;
        readonly lam: number;
        readonly alpha: number;
        /** ‖float32 − float64‖/‖float64‖ of PyTorch's own values, and the largest difference of a value. */
        readonly tolerance: Readonly<Record<string, { readonly rel_l2: number; readonly max_abs: number }>>;
        readonly loss_f32: readonly number[];
        readonly steps: { readonly f64: readonly StepNumbers[] };
        readonly restart?: { readonly f64: StepNumbers; readonly f32: StepNumbers };
      }
    >
  >;
}

/** (pixel/255 − mean)/deviation in the float32 arithmetic that PyTorch used. */
export function normalised(pixels: ArrayLike<number>): Float64Array {
  const slope = Math.fround(1 / (255 * 0.353));
  const offset = Math.fround(-0.286 / 0.353);
  return Float64Array.from(pixels, (pixel) => Math.fround(Math.fround(pixel * slope) + offset));
}

/** The name of a stored tensor in the manifest's table of tolerances. */
export function labelOf(name: string): string {
  if (name.startsWith('grad.')) return name;
  if (name.startsWith('momentum.')) return name.replace('momentum', 'v');
  return `${name.includes('running') ? 's' : 'w'}.${name}`;
}
