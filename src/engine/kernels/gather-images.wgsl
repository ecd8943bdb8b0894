// x[n,y,x,c] = SCALE · pixels[index[n], c, y, x] + SHIFT for bytes, the value itself for floats; labels[n] = label of image index[n]
// Tile: one value per thread; 64 threads.
// Dispatch: a thread per value of the batch.

// N,C,H,W: bytes packed four to a word, or a float32 a word.
@group(0) @binding(0) var<storage, read> pixels: array<u32>;
@group(0) @binding(1) var<storage, read> all_labels: array<u32>;
// [slot][BATCH]: images of each step of the submit.
@group(0) @binding(2) var<storage, read> indices: array<u32>;
@group(0) @binding(3) var<storage, read_write> x: array<f32>;
@group(0) @binding(4) var<storage, read_write> labels: array<u32>;

fn byte(word: u32, position: u32) -> u32 { return (word >> (8 * (position % 4))) & 255; }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (index >= BATCH * PIXELS * CHANNELS) { return; }
  let n = index / (PIXELS * CHANNELS);
  let pixel = index / CHANNELS % PIXELS;
  let channel = index % CHANNELS;
  let image = indices[parameters.slot * BATCH + n];
  let source = (image * CHANNELS + channel) * PIXELS + pixel;
  // #if FLOATS
  x[index] = bitcast<f32>(pixels[source]);
  // #else
  x[index] = SCALE * f32(byte(pixels[source / 4], source)) + SHIFT;
  // #end
  if (pixel == 0 && channel == 0) { labels[n] = byte(all_labels[image / 4], image); }
}
