// dβ = Σ dy, dγ = inv·Σ dy·(x−mean); dx = scale·(dy − dβ/N − (x−mean)·inv²·Σ dy·(x−mean)/N): the last two factors are the coefficients
// Tile: THREADS threads share the chunks of one group of four channels; sums in a fixed order.
// Dispatch: a workgroup per channel group.

@group(0) @binding(0) var<storage, read> sums: array<vec4f, (2 + TELEMETRY) * CHUNKS * GROUPS>;
@group(0) @binding(1) var<storage, read> coefficients: array<vec4f, 4 * GROUPS>;
// [dβ/N, inv²·Σ dy·(x−mean)/N][group].
@group(0) @binding(2) var<storage, read_write> backward: array<vec4f, 2 * GROUPS>;
@group(0) @binding(3) var<storage, read_write> gamma_gradient: array<vec4f, GROUPS>;
@group(0) @binding(4) var<storage, read_write> beta_gradient: array<vec4f, GROUPS>;
// #if TELEMETRY
@group(0) @binding(5) var<storage, read_write> telemetry: array<f32>;
// #end

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let channel = group.x;
  var first = vec4f();
  var second = vec4f();
  // #if TELEMETRY
  var third = vec4f();
  // #end
  for (var chunk = lane; chunk < CHUNKS; chunk += THREADS) {
    first += sums[chunk * GROUPS + channel];
    second += sums[(CHUNKS + chunk) * GROUPS + channel];
    // #if TELEMETRY
    third += sums[(2 * CHUNKS + chunk) * GROUPS + channel];
    // #end
  }
  // #if QUAD
  let sum = quad_total(first);
  let product = quad_total(second);
  // #if TELEMETRY
  let square = quad_total(third);
  // #end
  // #else
  partial[0][lane] = first;
  partial[1][lane] = second;
  // #if TELEMETRY
  partial[2][lane] = third;
  // #end
  workgroupBarrier();
  if (lane >= 4) { return; }
  let sum = total(0);
  let product = total(1);
  // #if TELEMETRY
  let square = total(2);
  // #end
  // #end
  let inverse = coefficients[3 * GROUPS + channel];
  if (lane == 0) {
    gamma_gradient[channel] = product * inverse;
    beta_gradient[channel] = sum;
    backward[channel] = sum / f32(ROWS);
    backward[GROUPS + channel] = inverse * inverse * product / f32(ROWS);
  }
  // #if TELEMETRY
  // `NORM_SUMS` (batch-norm.ts) of each real channel, by a thread each.
  if (4 * channel + lane < CHANNELS) {
    let record = parameters.slot * ROW + RECORD + (4 * channel + lane) * SUMS;
    telemetry[record] = coefficients[channel][lane];
    telemetry[record + 1] = inverse[lane];
    telemetry[record + 2] = coefficients[GROUPS + channel][lane];
    telemetry[record + 3] = product[lane] * inverse[lane];
    telemetry[record + 4] = sum[lane];
    telemetry[record + 5] = square[lane];
  }
  // #end
}
