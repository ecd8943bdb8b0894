// db[c] = Σ_n dy[n,c]
// Tile: THREADS threads share the rows of one group of four channels; sums in a fixed order.
// Dispatch: a workgroup per channel group.

@group(0) @binding(0) var<storage, read> dy: array<vec4f, ROWS * GROUPS>;
@group(0) @binding(1) var<storage, read_write> gradient: array<vec4f, GROUPS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  var sum = vec4f();
  for (var row = lane; row < ROWS; row += THREADS) { sum += dy[row * GROUPS + group.x]; }
  partial[0][lane] = sum;
  workgroupBarrier();
  if (lane == 0) { gradient[group.x] = total(0); }
}
