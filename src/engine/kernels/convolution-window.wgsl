// window[pixel][k] = x[n, oy·STRIDE+ky−PADDING, (ox+pixel)·STRIDE+kx−PADDING, i] for four output pixels side by side and
// the four rows (ky,kx,i) = 4·unit+k of a filter; 0 beside the image and beyond the last row
// Tile: none, one block of 4×4.
// Dispatch: none of its own; put between convolution-input.wgsl and a tile.

// Four output pixels: input row 0 of their image, and the first one's input position at tap (0, 0).
struct Pixels {
  image: u32,
  y: i32,
  x: i32,
}

// The output's rows of all images, cut into fours; the last one of a row may reach beyond it.
fn pixels_at(four: u32) -> Pixels {
  let row = four / ROW_FOURS;
  let top = i32(row % OUT_HEIGHT * STRIDE) - i32(PADDING);
  let left = i32(four % ROW_FOURS * 4 * STRIDE) - i32(PADDING);
  return Pixels(row / OUT_HEIGHT * IN_HEIGHT, top, left);
}

// #if SCALAR_INPUT
fn values_at(pixels: Pixels, filter_row: u32) -> vec4f {
  let tap = filter_row / IN_CHANNELS;
  let iy = pixels.y + i32(tap / KERNEL);
  if (filter_row >= FILTER_ROWS || iy < 0 || iy >= i32(IN_HEIGHT)) { return vec4f(); }
  let ix = pixels.x + i32(tap % KERNEL);
  let row = (pixels.image + u32(iy)) * IN_WIDTH;
  let channel = filter_row % IN_CHANNELS;
  return vec4f(
    input(row, ix, channel),
    input(row, ix + i32(STRIDE), channel),
    input(row, ix + 2 * i32(STRIDE), channel),
    input(row, ix + 3 * i32(STRIDE), channel),
  );
}

fn window_at(pixels: Pixels, unit: u32) -> mat4x4f {
  return transpose(mat4x4f(
    values_at(pixels, unit * 4),
    values_at(pixels, unit * 4 + 1),
    values_at(pixels, unit * 4 + 2),
    values_at(pixels, unit * 4 + 3),
  ));
}
// #else
fn window_at(pixels: Pixels, unit: u32) -> mat4x4f {
  let tap = unit / IN_UNITS;
  let iy = pixels.y + i32(tap / KERNEL);
  if (iy < 0 || iy >= i32(IN_HEIGHT)) { return mat4x4f(); }
  let ix = pixels.x + i32(tap % KERNEL);
  let row = (pixels.image + u32(iy)) * IN_WIDTH;
  let channels = unit % IN_UNITS;
  return mat4x4f(
    input(row, ix, channels),
    input(row, ix + i32(STRIDE), channels),
    input(row, ix + 2 * i32(STRIDE), channels),
    input(row, ix + 3 * i32(STRIDE), channels),
  );
}
// #end
