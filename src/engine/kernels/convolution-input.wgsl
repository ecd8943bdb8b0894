// input = x[row + ix, unit], and 0 beside the image: the padding
// Tile: a group of four channels, or one of an image (SCALAR_INPUT).
// Dispatch: none of its own; put behind a convolution that declares x.

// #if SCALAR_INPUT
fn input(row: u32, ix: i32, unit: u32) -> f32 {
  let value = x[(row + u32(clamp(ix, 0, i32(IN_WIDTH) - 1))) * IN_UNITS + unit];
  return select(0.0, value, u32(ix) < IN_WIDTH);
}
// #else
fn input(row: u32, ix: i32, unit: u32) -> vec4f {
  let value = x[(row + u32(clamp(ix, 0, i32(IN_WIDTH) - 1))) * IN_UNITS + unit];
  return select(vec4f(), value, u32(ix) < IN_WIDTH);
}
// #end
