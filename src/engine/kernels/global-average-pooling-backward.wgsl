// dx[n,p,c] (+)= dy[n,c] / PIXELS
// Tile: one group of four channels of every BLOCKS-th pixel of an image per thread, so that dy is loaded once; 64 threads.
// Dispatch: a thread per (image, pixel block, channel group), the channel group fastest.

@group(0) @binding(0) var<storage, read> dy: array<vec4f, BATCH * GROUPS>;
@group(0) @binding(1) var<storage, read_write> dx: array<vec4f, BATCH * PIXELS * GROUPS>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (thread >= BATCH * BLOCKS * GROUPS) { return; }
  let n = thread / (BLOCKS * GROUPS);
  let first = thread % (BLOCKS * GROUPS);
  let gradient = dy[n * GROUPS + first % GROUPS] / f32(PIXELS);
  for (var place = first; place < PIXELS * GROUPS; place += BLOCKS * GROUPS) {
    // #if ACCUMULATE
    dx[n * PIXELS * GROUPS + place] += gradient;
    // #else
    dx[n * PIXELS * GROUPS + place] = gradient;
    // #end
  }
}
