// y = relu(scale·(x − mean) + shift + branch): each part only where the layer has it (NORM, BRANCH, RELU)
// Tile: one group of four channels of every BLOCKS-th pixel per thread, so that coefficients are loaded once; 64 threads.
// Dispatch: a thread per (pixel block, channel group), the channel group fastest.

@group(0) @binding(0) var<storage, read> x: array<vec4f, ROWS * GROUPS>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f, ROWS * GROUPS>;
// #if NORM
@group(0) @binding(2) var<storage, read> coefficients: array<vec4f, 4 * GROUPS>;
// #end
// #if BRANCH
@group(0) @binding($(2+NORM)) var<storage, read> branch: array<vec4f, ROWS * GROUPS>;
// #end

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (thread >= BLOCKS * GROUPS) { return; }
  // #if NORM
  let channel = thread % GROUPS;
  let mean = coefficients[channel];
  let scale = coefficients[GROUPS + channel];
  let shift = coefficients[2 * GROUPS + channel];
  // #end
  for (var index = thread; index < ROWS * GROUPS; index += BLOCKS * GROUPS) {
    var value = x[index];
    // #if NORM
    // The mean is taken off first: scale·x + (shift − scale·mean) would cancel where the mean is large.
    value = scale * (value - mean) + shift;
    // #end
    // #if BRANCH
    value += branch[index];
    // #end
    // #if RELU
    value = max(value, vec4f());
    // #end
    y[index] = value;
  }
}
