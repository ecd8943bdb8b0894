// y[n,oy,ox,o] = Σ_{ky,kx,i} x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · w[ky,kx,i,o]  (+ bias[o])
// Tile: that of convolution-tile.wgsl; rows are output pixels, terms the rows (ky,kx,i) of w, columns output channels.
// Dispatch: one part.

// #if SCALAR_INPUT
@group(0) @binding(0) var<storage, read> x: array<f32, BATCH * IN_HEIGHT * IN_WIDTH * IN_UNITS>;
// #else
@group(0) @binding(0) var<storage, read> x: array<vec4f, BATCH * IN_HEIGHT * IN_WIDTH * IN_UNITS>;
// #end
@group(0) @binding(1) var<storage, read> w: array<vec4f, KERNEL * KERNEL * IN_CHANNELS * OUT_GROUPS>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f, BATCH * OUT_HEIGHT * OUT_WIDTH * OUT_GROUPS>;
// #if BIAS
@group(0) @binding(3) var<storage, read> bias: array<vec4f, OUT_GROUPS>;
// #end

fn first_unit(part: u32) -> u32 { return 0; }
fn end_unit(part: u32) -> u32 { return (FILTER_ROWS + 3) / 4; }
fn rows_at(part: u32, group: u32) -> Pixels { return pixels_at(group); }
fn a_block(pixels: Pixels, unit: u32) -> mat4x4f { return transpose(window_at(pixels, unit)); }

fn b_block(part: u32, column: u32, unit: u32) -> mat4x4f {
  // The last rows of an image's filter may be fewer than four: what stands for the others meets zeros.
  let last = FILTER_ROWS - 1;
  return mat4x4f(
    w[unit * 4 * OUT_GROUPS + column],
    w[min(unit * 4 + 1, last) * OUT_GROUPS + column],
    w[min(unit * 4 + 2, last) * OUT_GROUPS + column],
    w[min(unit * 4 + 3, last) * OUT_GROUPS + column],
  );
}

fn put(part: u32, four: u32, pixel: u32, column: u32, sum: vec4f) {
  let ox = four % ROW_FOURS * 4 + pixel;
  if (ox >= OUT_WIDTH) { return; }
  // #if BIAS
  y[(four / ROW_FOURS * OUT_WIDTH + ox) * OUT_GROUPS + column] = sum + bias[column];
  // #else
  y[(four / ROW_FOURS * OUT_WIDTH + ox) * OUT_GROUPS + column] = sum;
  // #end
}
