// y[n,c] = Σ_p x[n,p,c] / PIXELS
// Tile: one group of four channels of one image per thread; 64 threads.
// Dispatch: a thread per vec4f of y.

@group(0) @binding(0) var<storage, read> x: array<vec4f, BATCH * PIXELS * GROUPS>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f, BATCH * GROUPS>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (index >= BATCH * GROUPS) { return; }
  let first = index / GROUPS * PIXELS * GROUPS + index % GROUPS;
  var sum = vec4f();
  for (var pixel = 0u; pixel < PIXELS; pixel++) { sum += x[first + pixel * GROUPS]; }
  y[index] = sum / f32(PIXELS);
}
