// x[n,y,x,c] = SCALE · pixels[index[n], c, y, x] + SHIFT for bytes, the value itself for floats; labels[n] = label of image index[n]
// Tile: all channels of SIDE pixels side by side per thread; 64 threads. Four pixels (WORDS) are a word of bytes.
// Dispatch: a thread per SIDE pixels of the batch.

// N,C,H,W: bytes packed four to a word, or a float32 a word.
@group(0) @binding(0) var<storage, read> pixels: array<u32>;
@group(0) @binding(1) var<storage, read> all_labels: array<u32>;
// [slot][BATCH]: images of each step of the submit.
@group(0) @binding(2) var<storage, read> indices: array<u32>;
@group(0) @binding(3) var<storage, read_write> x: array<f32, BATCH * PIXELS * CHANNELS>;
@group(0) @binding(4) var<storage, read_write> labels: array<u32, BATCH>;

fn byte(word: u32, position: u32) -> u32 { return (word >> (8 * (position % 4))) & 255; }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  if (thread >= BATCH * SIDES) { return; }
  let n = thread / SIDES;
  let side = thread % SIDES;
  let image = indices[parameters.slot * BATCH + n];
  for (var channel = 0u; channel < CHANNELS; channel++) {
    let plane = image * CHANNELS + channel;
    let place = thread * SIDE * CHANNELS + channel;
    // #if FLOATS
    // #unroll p SIDE
    x[place + $p * CHANNELS] = bitcast<f32>(pixels[plane * PIXELS + side * SIDE + $p]);
    // #end
    // #else
    // #if WORDS
    let bytes = (vec4u(pixels[plane * SIDES + side]) >> vec4u(0, 8, 16, 24)) & vec4u(255);
    let values = SCALE * vec4f(bytes) + SHIFT;
    // #unroll p 4
    x[place + $p * CHANNELS] = values[$p];
    // #end
    // #else
    let source = plane * PIXELS + side;
    x[place] = SCALE * f32(byte(pixels[source / 4], source)) + SHIFT;
    // #end
    // #end
  }
  if (side == 0) { labels[n] = byte(all_labels[image / 4], image); }
}
