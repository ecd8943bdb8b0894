// y[n,oy,ox,c] = max (MAXIMUM) or mean of x[n, oy·STRIDE+j, ox·STRIDE+i, c] over 0 ≤ i,j < SIZE
// Tile: one group of four channels of one output pixel per thread; 64 threads.
// Dispatch: a thread per vec4f of y.

@group(0) @binding(0) var<storage, read> x: array<vec4f, BATCH * IN_HEIGHT * IN_WIDTH * GROUPS>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f, BATCH * OUT_HEIGHT * OUT_WIDTH * GROUPS>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (index >= BATCH * OUT_HEIGHT * OUT_WIDTH * GROUPS) { return; }
  let channel = index % GROUPS;
  let pixel = index / GROUPS;
  let n = pixel / (OUT_WIDTH * OUT_HEIGHT);
  let top = pixel / OUT_WIDTH % OUT_HEIGHT * STRIDE;
  let left = pixel % OUT_WIDTH * STRIDE;
  let corner = ((n * IN_HEIGHT + top) * IN_WIDTH + left) * GROUPS + channel;
  // #if MAXIMUM
  var value = x[corner];
  // #else
  var value = vec4f();
  // #end
  for (var j = 0u; j < SIZE; j++) {
    for (var i = 0u; i < SIZE; i++) {
      let element = x[corner + (j * IN_WIDTH + i) * GROUPS];
      // #if MAXIMUM
      value = max(value, element);
      // #else
      value += element;
      // #end
    }
  }
  // #if MAXIMUM
  y[index] = value;
  // #else
  y[index] = value / f32(SIZE * SIZE);
  // #end
}
