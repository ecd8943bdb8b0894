// dw[s][ky,kx,i,o] = Σ over the s-th share of the output pixels (n,oy,ox) of x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · dy[n,oy,ox,o]
// Tile: that of convolution-tile.wgsl; rows are the rows (ky,kx,i) of w, terms output pixels, columns output channels.
// Dispatch: a part per share; the optimizer adds the shares in order.

// #if SCALAR_INPUT
@group(0) @binding(0) var<storage, read> x: array<f32, BATCH * IN_HEIGHT * IN_WIDTH * IN_UNITS>;
// #else
@group(0) @binding(0) var<storage, read> x: array<vec4f, BATCH * IN_HEIGHT * IN_WIDTH * IN_UNITS>;
// #end
@group(0) @binding(1) var<storage, read> dy: array<vec4f, BATCH * OUT_HEIGHT * OUT_WIDTH * OUT_GROUPS>;
@group(0) @binding(2) var<storage, read_write> dw: array<vec4f, SHARES * FILTER_ROWS * OUT_GROUPS>;

fn first_unit(share: u32) -> u32 { return share * SHARE_FOURS; }
fn end_unit(share: u32) -> u32 { return min((share + 1) * SHARE_FOURS, BATCH * OUT_HEIGHT * ROW_FOURS); }
fn rows_at(share: u32, group: u32) -> u32 { return group; }
fn a_block(group: u32, four: u32) -> mat4x4f { return window_at(pixels_at(four), group); }

// 0 beyond the end of a row of pixels.
fn gradient(row: u32, ox: u32, column: u32) -> vec4f {
  let value = dy[(row * OUT_WIDTH + min(ox, OUT_WIDTH - 1)) * OUT_GROUPS + column];
  return select(vec4f(), value, ox < OUT_WIDTH);
}

fn b_block(share: u32, column: u32, four: u32) -> mat4x4f {
  let row = four / ROW_FOURS;
  let ox = four % ROW_FOURS * 4;
  return mat4x4f(
    gradient(row, ox, column),
    gradient(row, ox + 1, column),
    gradient(row, ox + 2, column),
    gradient(row, ox + 3, column),
  );
}

fn put(share: u32, group: u32, k: u32, column: u32, sum: vec4f) {
  let row = group * 4 + k;
  if (row < FILTER_ROWS) { dw[(share * FILTER_ROWS + row) * OUT_GROUPS + column] = sum; }
}
