// dy' = dy where y > 0 (MASK_READ) or scale·(x−mean) + shift > 0 (MASK_COMPUTED), without a ReLU dy everywhere; dx = scale·(dy' − dβ/N − (x−mean)·k) (NORM), else dy'; dbranch (+)= dy' (BRANCH)
// Tile: one group of four channels of every BLOCKS-th pixel per thread, so that coefficients are loaded once; 64 threads. dx overwrites dy.
// Dispatch: a thread per (pixel block, channel group), the channel group fastest.

@group(0) @binding(0) var<storage, read_write> dy: array<vec4f, ROWS * GROUPS>;
// #if MASK_READ
@group(0) @binding(1) var<storage, read> y: array<vec4f, ROWS * GROUPS>;
// #end
// #if NORM
@group(0) @binding($(1+MASK_READ)) var<storage, read> x: array<vec4f, ROWS * GROUPS>;
@group(0) @binding($(2+MASK_READ)) var<storage, read> coefficients: array<vec4f, 4 * GROUPS>;
@group(0) @binding($(3+MASK_READ)) var<storage, read> backward: array<vec4f, 2 * GROUPS>;
// #end
// #if BRANCH
@group(0) @binding($(1+MASK_READ+NORM+NORM+NORM)) var<storage, read_write> dbranch: array<vec4f, ROWS * GROUPS>;
// #end

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (thread >= BLOCKS * GROUPS) { return; }
  // #if NORM
  let channel = thread % GROUPS;
  let mean = coefficients[channel];
  let scale = coefficients[GROUPS + channel];
  // #if MASK_COMPUTED
  let shift = coefficients[2 * GROUPS + channel];
  // #end
  let offset = backward[channel];
  let slope = backward[GROUPS + channel];
  // #end
  for (var index = thread; index < ROWS * GROUPS; index += BLOCKS * GROUPS) {
    var gradient = dy[index];
    // #if NORM
    let distance = x[index] - mean;
    // #end
    // #if MASK_READ
    gradient = select(vec4f(), gradient, y[index] > vec4f());
    // #end
    // #if MASK_COMPUTED
    gradient = select(vec4f(), gradient, scale * distance + shift > vec4f());
    // #end
    // #if BRANCH
    // #if ACCUMULATE
    dbranch[index] += gradient;
    // #else
    dbranch[index] = gradient;
    // #end
    // #end
    // #if NORM
    gradient = scale * (gradient - offset - distance * slope);
    // #end
    dy[index] = gradient;
  }
}
