// dx[n,iy,ix,c] (+)= Σ dy[n,oy,ox,c] over the windows that hold (iy,ix): where it is their first maximum (MAXIMUM), or dy/SIZE²
// Tile: one group of four channels of one input pixel per thread; 64 threads.
// Dispatch: a thread per vec4f of dx.

@group(0) @binding(0) var<storage, read> dy: array<vec4f, BATCH * OUT_HEIGHT * OUT_WIDTH * GROUPS>;
@group(0) @binding(1) var<storage, read_write> dx: array<vec4f, BATCH * IN_HEIGHT * IN_WIDTH * GROUPS>;
// #if MAXIMUM
@group(0) @binding(2) var<storage, read> x: array<vec4f, BATCH * IN_HEIGHT * IN_WIDTH * GROUPS>;
// #end

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (index >= BATCH * IN_HEIGHT * IN_WIDTH * GROUPS) { return; }
  let channel = index % GROUPS;
  let pixel = index / GROUPS;
  let n = pixel / (IN_WIDTH * IN_HEIGHT);
  let iy = pixel / IN_WIDTH % IN_HEIGHT;
  let ix = pixel % IN_WIDTH;
  var sum = vec4f();
  // Windows reach back at most SIZE − 1 pixels from (iy, ix).
  for (var j = 0u; j < SIZE; j++) {
    if (j > iy || (iy - j) % STRIDE != 0) { continue; }
    let oy = (iy - j) / STRIDE;
    if (oy >= OUT_HEIGHT) { continue; }
    for (var i = 0u; i < SIZE; i++) {
      if (i > ix || (ix - i) % STRIDE != 0) { continue; }
      let ox = (ix - i) / STRIDE;
      if (ox >= OUT_WIDTH) { continue; }
      let gradient = dy[((n * OUT_HEIGHT + oy) * OUT_WIDTH + ox) * GROUPS + channel];
      // #if MAXIMUM
      let corner = ((n * IN_HEIGHT + oy * STRIDE) * IN_WIDTH + ox * STRIDE) * GROUPS + channel;
      let own = x[index];
      var chosen = vec4<bool>(true);
      for (var v = 0u; v < SIZE; v++) {
        for (var u = 0u; u < SIZE; u++) {
          let other = x[corner + (v * IN_WIDTH + u) * GROUPS];
          let earlier = v < j || (v == j && u < i);
          chosen = chosen & ((other < own) | ((other == own) & vec4<bool>(!earlier)));
        }
      }
      sum += select(vec4f(), gradient, chosen);
      // #else
      sum += gradient / f32(SIZE * SIZE);
      // #end
    }
  }
  // #if ACCUMULATE
  dx[index] += sum;
  // #else
  dx[index] = sum;
  // #end
}
