// Per chunk (every CHUNKS-th row) and channel: mean = p + Σ(x−p)/n and M2 = Σ(x−p)² − (Σ(x−p))²/n, p the chunk's first value.
// Tile: one group of four channels and the rows of one chunk per thread; 64 threads.
// Dispatch: a thread per (chunk, channel group), the channel group fastest.

@group(0) @binding(0) var<storage, read> x: array<vec4f, ROWS * GROUPS>;
// [chunk][group]: means, then [chunk][group]: second moments.
@group(0) @binding(1) var<storage, read_write> moments: array<vec4f, 2 * CHUNKS * GROUPS>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (thread >= CHUNKS * GROUPS) { return; }
  let channel = thread % GROUPS;
  let first = thread / GROUPS;
  // The pivot is a value of the chunk itself, so (p − mean)² ≤ n·variance and little cancels, whatever the mean is.
  let pivot = x[first * GROUPS + channel];
  var sum = vec4f();
  var squares = vec4f();
  for (var row = first; row < ROWS; row += CHUNKS) {
    let distance = x[row * GROUPS + channel] - pivot;
    sum += distance;
    squares += distance * distance;
  }
  let mean = sum / f32((ROWS - first + CHUNKS - 1) / CHUNKS);
  moments[thread] = pivot + mean;
  moments[CHUNKS * GROUPS + thread] = max(squares - sum * mean, vec4f());
}
