// db[c] = Σ_n dy[n,c]
// Tile: 64 threads share the rows of one group of four channels; tree sum in a fixed order.
// Dispatch: a workgroup per channel group.

@group(0) @binding(0) var<storage, read> dy: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> gradient: array<vec4f>;

var<workgroup> partial: array<vec4f, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  var sum = vec4f();
  for (var row = lane; row < ROWS; row += 64) { sum += dy[row * GROUPS + group.x]; }
  partial[lane] = sum;
  workgroupBarrier();
  for (var half = 32u; half > 0; half /= 2) {
    if (lane < half) { partial[lane] += partial[lane + half]; }
    workgroupBarrier();
  }
  if (lane == 0) { gradient[group.x] = partial[0]; }
}
