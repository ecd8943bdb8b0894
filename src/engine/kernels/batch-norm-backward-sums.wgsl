// Per chunk (every CHUNKS-th row) and channel: Σ dy', Σ dy'·(x − mean), with TELEMETRY Σ dy'²; dy' is dy where the ReLU behind lets it through: y > 0 (MASK_READ), scale·(x − mean) + shift > 0 (MASK_COMPUTED)
// Tile: one group of four channels and the rows of one chunk per thread; 64 threads.
// Dispatch: a thread per (chunk, channel group), the channel group fastest.

@group(0) @binding(0) var<storage, read> x: array<vec4f, ROWS * GROUPS>;
@group(0) @binding(1) var<storage, read> dy: array<vec4f, ROWS * GROUPS>;
@group(0) @binding(2) var<storage, read> coefficients: array<vec4f, 4 * GROUPS>;
// [chunk][group] each: Σ dy', Σ dy'·(x − mean) and with TELEMETRY Σ dy'².
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f, (2 + TELEMETRY) * CHUNKS * GROUPS>;
// #if MASK_READ
@group(0) @binding(4) var<storage, read> y: array<vec4f, ROWS * GROUPS>;
// #end

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (thread >= CHUNKS * GROUPS) { return; }
  let channel = thread % GROUPS;
  let first = thread / GROUPS;
  let mean = coefficients[channel];
  // #if MASK_COMPUTED
  let scale = coefficients[GROUPS + channel];
  let shift = coefficients[2 * GROUPS + channel];
  // #end
  var sum = vec4f();
  var product = vec4f();
  // #if TELEMETRY
  var square = vec4f();
  // #end
  for (var row = first; row < ROWS; row += CHUNKS) {
    let index = row * GROUPS + channel;
    let distance = x[index] - mean;
    var gradient = dy[index];
    // #if MASK_READ
    gradient = select(vec4f(), gradient, y[index] > vec4f());
    // #end
    // #if MASK_COMPUTED
    gradient = select(vec4f(), gradient, scale * distance + shift > vec4f());
    // #end
    sum += gradient;
    product = fma(gradient, distance, product);
    // #if TELEMETRY
    square = fma(gradient, gradient, square);
    // #end
  }
  sums[thread] = sum;
  sums[CHUNKS * GROUPS + thread] = product;
  // #if TELEMETRY
  sums[2 * CHUNKS * GROUPS + thread] = square;
  // #end
}
