// input = x[row + ix, unit], and 0 beside the image: the padding
// Tile: a group of four channels, or one of an image (SCALAR_INPUT).
// Dispatch: none of its own; put behind a convolution that declares x.

// #if SCALAR_INPUT
fn input(row: u32, ix: i32, unit: u32) -> f32 {
  if (ix < 0 || ix >= i32(IN_WIDTH)) { return 0.0; }
  return x[(row + u32(ix)) * IN_UNITS + unit];
}
// #else
fn input(row: u32, ix: i32, unit: u32) -> vec4f {
  if (ix < 0 || ix >= i32(IN_WIDTH)) { return vec4f(); }
  return x[(row + u32(ix)) * IN_UNITS + unit];
}
// #end
