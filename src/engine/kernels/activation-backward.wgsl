// dy' = dy where y > 0 (RELU), else dy; dx = scale·(dy' − dβ/N − (x−mean)·k) (NORM), else dy'; dbranch (+)= dy' (BRANCH)
// Tile: one group of four channels of one pixel per thread; 64 threads. dx overwrites dy.
// Dispatch: a thread per vec4f of dy.

@group(0) @binding(0) var<storage, read_write> dy: array<vec4f>;
// #if RELU
@group(0) @binding(1) var<storage, read> y: array<vec4f>;
// #end
// #if NORM
@group(0) @binding($(1+RELU)) var<storage, read> x: array<vec4f>;
@group(0) @binding($(2+RELU)) var<storage, read> coefficients: array<vec4f>;
@group(0) @binding($(3+RELU)) var<storage, read> backward: array<vec4f>;
// #end
// #if BRANCH
@group(0) @binding($(1+RELU+NORM+NORM+NORM)) var<storage, read_write> dbranch: array<vec4f>;
// #end

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (index >= ROWS * GROUPS) { return; }
  var gradient = dy[index];
  // #if RELU
  gradient = select(vec4f(), gradient, y[index] > vec4f());
  // #end
  // #if BRANCH
  // #if ACCUMULATE
  dbranch[index] += gradient;
  // #else
  dbranch[index] = gradient;
  // #end
  // #end
  // #if NORM
  let channel = index % GROUPS;
  let distance = x[index] - coefficients[channel];
  gradient = coefficients[GROUPS + channel] * (gradient - backward[channel] - distance * backward[GROUPS + channel]);
  // #end
  dy[index] = gradient;
}
