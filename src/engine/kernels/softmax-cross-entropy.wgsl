// loss = mean over n of log Σ_k exp(z[n,k]) − z[n,label]; dz[n,k] = (softmax(z[n])_k − [k = label]) / BATCH; hits = Σ [argmax = label]
// Tile: 64 threads share the images of the batch; tree sums in a fixed order.
// Dispatch: one workgroup.

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;
// [slot][ROW]: loss and hits lead each step's row.
@group(0) @binding(3) var<storage, read_write> telemetry: array<f32>;

var<workgroup> partial: array<vec2f, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sums = vec2f();
  for (var n = lane; n < BATCH; n += 64) {
    let row = n * CLASS_STRIDE;
    let label = labels[n];
    var best = 0u;
    for (var k = 1u; k < CLASSES; k++) {
      if (logits[row + k] > logits[row + best]) { best = k; }
    }
    let largest = logits[row + best];
    var total = 0.0;
    for (var k = 0u; k < CLASSES; k++) { total += exp(logits[row + k] - largest); }
    for (var k = 0u; k < CLASSES; k++) {
      let probability = exp(logits[row + k] - largest) / total;
      gradient[row + k] = (probability - select(0.0, 1.0, k == label)) / f32(BATCH);
    }
    for (var k = CLASSES; k < CLASS_STRIDE; k++) { gradient[row + k] = 0.0; }
    if (n < parameters.valid) {
      // The difference first: beside large logits the logarithm would lose its digits.
      sums += vec2f(log(total) + (largest - logits[row + label]), select(0.0, 1.0, best == label));
    }
  }
  partial[lane] = sums;
  workgroupBarrier();
  for (var half = 32u; half > 0; half /= 2) {
    if (lane < half) { partial[lane] += partial[lane + half]; }
    workgroupBarrier();
  }
  if (lane == 0) {
    telemetry[parameters.slot * ROW] = partial[0].x / f32(parameters.valid);
    telemetry[parameters.slot * ROW + 1] = partial[0].y;
  }
}
