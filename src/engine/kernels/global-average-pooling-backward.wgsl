// dx[n,p,c] (+)= dy[n,c] / PIXELS
// Tile: one group of four channels of one pixel per thread; 64 threads.
// Dispatch: a thread per vec4f of dx.

@group(0) @binding(0) var<storage, read> dy: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> dx: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (index >= BATCH * PIXELS * GROUPS) { return; }
  let gradient = dy[index / (PIXELS * GROUPS) * GROUPS + index % GROUPS] / f32(PIXELS);
  // #if ACCUMULATE
  dx[index] += gradient;
  // #else
  dx[index] = gradient;
  // #end
}
