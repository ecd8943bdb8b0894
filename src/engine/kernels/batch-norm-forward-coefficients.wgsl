// mean = Σ nᵢ·meanᵢ / N, var = (Σ M2ᵢ + Σ nᵢ·(meanᵢ − mean)²) / N; inv = 1/√(var+ε), scale = γ·inv; running ← 0.9·running + 0.1·batch (variance unbiased)
// Tile: THREADS threads share the chunks of one group of four channels; sums in a fixed order.
// Dispatch: a workgroup per channel group.

@group(0) @binding(0) var<storage, read> moments: array<vec4f, 2 * CHUNKS * GROUPS>;
@group(0) @binding(1) var<storage, read> gamma: array<vec4f, GROUPS>;
@group(0) @binding(2) var<storage, read> beta: array<vec4f, GROUPS>;
// [mean, scale, shift, inverse deviation][group].
@group(0) @binding(3) var<storage, read_write> coefficients: array<vec4f, 4 * GROUPS>;
// [running mean, running variance][group].
@group(0) @binding(4) var<storage, read_write> running: array<vec4f, 2 * GROUPS>;

fn chunk_size(chunk: u32) -> f32 { return f32((ROWS - chunk + CHUNKS - 1) / CHUNKS); }

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let channel = group.x;
  // Means are merged around the first chunk's: their differences are small where the mean itself is large.
  let pivot = moments[channel];
  var sum = vec4f();
  for (var chunk = lane; chunk < CHUNKS; chunk += THREADS) {
    sum += chunk_size(chunk) * (moments[chunk * GROUPS + channel] - pivot);
  }
  // #if QUAD
  let offset = quad_total(sum);
  // #else
  partial[0][lane] = sum;
  workgroupBarrier();
  let offset = total(0);
  // #end
  let center = pivot + offset / f32(ROWS);
  // Where the first chunk lies far from the mean, the sum above was large: what its rounding took is added here.
  var rest = vec4f();
  var second = vec4f();
  for (var chunk = lane; chunk < CHUNKS; chunk += THREADS) {
    let distance = moments[chunk * GROUPS + channel] - center;
    rest += chunk_size(chunk) * distance;
    second += moments[(CHUNKS + chunk) * GROUPS + channel] + chunk_size(chunk) * distance * distance;
  }
  // #if QUAD
  let remainder = quad_total(rest);
  let moment = quad_total(second);
  if (lane > 0) { return; }
  // #else
  partial[1][lane] = rest;
  partial[2][lane] = second;
  workgroupBarrier();
  if (lane > 0) { return; }
  let remainder = total(1);
  let moment = total(2);
  // #end
  let mean = center + remainder / f32(ROWS);
  let variance = moment / f32(ROWS);
  // Without ε a constant channel (a padding one always is) has no deviation: it is left at zero, not at 0·∞.
  let spread = variance + EPSILON;
  let inverse = select(vec4f(), 1.0 / sqrt(spread), spread > vec4f());
  coefficients[channel] = mean;
  coefficients[GROUPS + channel] = gamma[channel] * inverse;
  coefficients[2 * GROUPS + channel] = beta[channel];
  coefficients[3 * GROUPS + channel] = inverse;
  running[channel] = (1.0 - RUNNING_MOMENTUM) * running[channel] + RUNNING_MOMENTUM * mean;
  let unbiased = moment / f32(max(ROWS, 2) - 1);
  running[GROUPS + channel] = (1.0 - RUNNING_MOMENTUM) * running[GROUPS + channel] + RUNNING_MOMENTUM * unbiased;
}
