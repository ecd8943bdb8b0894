/** What changes from step to step: one small uniform per step, written once per submit. */

/** WGSL declaration, for a kernel that reads it as `parameters`. */
export const STEP_PARAMETERS_WGSL = `struct StepParameters {
  learning_rate: f32,
  weight_decay: f32,
  momentum: f32,
  // Row of this step in the telemetry ring and in the table of image indices.
  slot: u32,
  // Images of the batch that count (the last batch of an evaluation may be filled up).
  valid: u32,
  // Always 0. A value that went through bits ^ zero must be rounded to float32 first: the compiler can't know it.
  zero: u32,
  // Share of the gradient that enters the momentum buffer.
  intake: f32,
}
@group(1) @binding(0) var<uniform> parameters: StepParameters;
`;

/** Size of the structure above. */
export const STEP_PARAMETERS_BYTES = 28;

/** Distance in bytes between two steps' parameters: the largest alignment of dynamic offsets that WebGPU allows. */
export const STEP_PARAMETERS_STRIDE = 256;

export interface StepParameters {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly momentum: number;
  readonly valid: number;
  /** 1 unless the optimizer dampens, see `intakeShare`. */
  readonly intake?: number;
}

/** Writes the parameters of the step in this slot into the table that is uploaded with the submit. */
export function writeStepParameters(table: DataView, slot: number, values: StepParameters): void {
  const offset = slot * STEP_PARAMETERS_STRIDE;
  table.setFloat32(offset, values.learningRate, true);
  table.setFloat32(offset + 4, values.weightDecay, true);
  table.setFloat32(offset + 8, values.momentum, true);
  table.setUint32(offset + 12, slot, true);
  table.setUint32(offset + 16, values.valid, true);
  table.setUint32(offset + 20, 0, true);
  table.setFloat32(offset + 24, values.intake ?? 1, true);
}
