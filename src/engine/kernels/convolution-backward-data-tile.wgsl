// dx[n,iy,ix,i] = Σ_{ky,kx,o} dy[n,oy,ox,o] · w[ky,kx,i,o] over oy·STRIDE+ky−PADDING = iy, ox·STRIDE+kx−PADDING = ix
// Tile: that of convolution-tile.wgsl; rows are the input pixels of a phase (y and x modulo STRIDE), which share their
// taps, terms are those taps × output channels, columns input channels.
// Dispatch: a part per phase, the last phase first: it has the most taps.

@group(0) @binding(0) var<storage, read> dy: array<vec4f, BATCH * OUT_HEIGHT * OUT_WIDTH * OUT_GROUPS>;
@group(0) @binding(1) var<storage, read> w: array<vec4f, KERNEL * KERNEL * IN_CHANNELS * OUT_GROUPS>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4f, BATCH * IN_HEIGHT * IN_WIDTH * IN_GROUPS>;

// y and x modulo STRIDE.
fn phase_of(part: u32) -> vec2u {
  let phase = STRIDE * STRIDE - 1 - part;
  return vec2u(phase % STRIDE, phase / STRIDE);
}

// Along each axis these taps reach a phase: the first, and every STRIDE-th from there on.
fn first_tap(phase: vec2u) -> vec2u { return (phase + PADDING) % STRIDE; }
fn tap_count(phase: vec2u) -> vec2u { return (KERNEL + STRIDE - 1 - first_tap(phase)) / STRIDE; }

fn first_unit(part: u32) -> u32 { return 0; }
fn end_unit(part: u32) -> u32 {
  let count = tap_count(phase_of(part));
  return count.x * count.y * OUT_GROUPS;
}

// Four pixels of a phase side by side: output row 0 of their image, the output position of the first one's first tap,
// and the number of taps along x.
struct Pixels {
  image: u32,
  y: i32,
  x: i32,
  taps: u32,
}

fn rows_at(part: u32, four: u32) -> Pixels {
  let phase = phase_of(part);
  let offset = (phase + PADDING) / STRIDE;
  let row = four / ROW_FOURS;
  return Pixels(
    row / PHASE_HEIGHT * OUT_HEIGHT,
    i32(row % PHASE_HEIGHT + offset.y),
    i32(four % ROW_FOURS * 4 + offset.x),
    tap_count(phase).x,
  );
}

fn gradient(row: u32, ox: i32, channels: u32) -> vec4f {
  let value = dy[(row + u32(clamp(ox, 0, i32(OUT_WIDTH) - 1))) * OUT_GROUPS + channels];
  return select(vec4f(), value, ox >= 0 && ox < i32(OUT_WIDTH));
}

fn a_block(pixels: Pixels, unit: u32) -> mat4x4f {
  let tap = unit / OUT_GROUPS;
  let oy = pixels.y - i32(tap / pixels.taps);
  if (oy < 0 || oy >= i32(OUT_HEIGHT)) { return mat4x4f(); }
  let ox = pixels.x - i32(tap % pixels.taps);
  let row = (pixels.image + u32(oy)) * OUT_WIDTH;
  let channels = unit % OUT_GROUPS;
  return transpose(mat4x4f(
    gradient(row, ox, channels),
    gradient(row, ox + 1, channels),
    gradient(row, ox + 2, channels),
    gradient(row, ox + 3, channels),
  ));
}

fn b_block(part: u32, column: u32, unit: u32) -> mat4x4f {
  let phase = phase_of(part);
  let first = first_tap(phase);
  let count = tap_count(phase).x;
  let tap = unit / OUT_GROUPS;
  let ky = first.y + tap / count * STRIDE;
  let kx = first.x + tap % count * STRIDE;
  let start = ((ky * KERNEL + kx) * IN_CHANNELS + column * 4) * OUT_GROUPS + unit % OUT_GROUPS;
  return transpose(mat4x4f(
    w[start],
    w[start + OUT_GROUPS],
    w[start + 2 * OUT_GROUPS],
    w[start + 3 * OUT_GROUPS],
  ));
}

fn put(part: u32, four: u32, pixel: u32, column: u32, sum: vec4f) {
  let phase = phase_of(part);
  let row = four / ROW_FOURS;
  let iy = row % PHASE_HEIGHT * STRIDE + phase.y;
  let ix = (four % ROW_FOURS * 4 + pixel) * STRIDE + phase.x;
  if (iy >= IN_HEIGHT || ix >= IN_WIDTH) { return; }
  let destination = ((row / PHASE_HEIGHT * IN_HEIGHT + iy) * IN_WIDTH + ix) * IN_GROUPS + column;
  // #if ACCUMULATE
  dx[destination] += sum;
  // #else
  dx[destination] = sum;
  // #end
}
