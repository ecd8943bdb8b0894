/** Everything that a run needs to go on from a step: the buffers as they lie on the GPU. */
export interface TrainerState {
  /** Updates applied so far. */
  readonly step: number;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly momenta: Float32Array<ArrayBuffer>;
  readonly running: Float32Array<ArrayBuffer>;
  readonly axes: Float32Array<ArrayBuffer>;
}
