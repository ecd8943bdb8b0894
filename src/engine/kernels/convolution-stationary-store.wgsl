// y[at] = value, or added to what other units of the same thread or (ACCUMULATE) a joining branch left there
// Tile: one vector of neighbouring channels per thread.
// Dispatch: none of its own; put behind a stationary convolution that declares y.

/** The sum over a quad of the component that is this thread's: two exchanges instead of four sums. */
fn quad_sums(part: u32, sums: vec4f) -> f32 {
  let odd = 0u - (part & 1);
  let upper = 0u - (part >> 1);
  let low = chosen(sums.x, sums.y, odd) + quadSwapX(chosen(sums.y, sums.x, odd));
  let high = chosen(sums.z, sums.w, odd) + quadSwapX(chosen(sums.w, sums.z, odd));
  return chosen(low, high, upper) + quadSwapY(chosen(high, low, upper));
}

/** The second where the mask is, else the first. */
fn chosen(first: f32, second: f32, mask: u32) -> f32 {
  let bits = bitcast<u32>(first);
  return bitcast<f32>(bits ^ ((bits ^ bitcast<u32>(second)) & mask));
}

fn store(at: u32, value: Outputs, unit: u32) {
  // #if ACCUMULATE
  y[at] += value;
  // #else
  // #if SEVERAL_UNITS
  y[at] = select(y[at], Outputs(), unit == 0) + value;
  // #else
  y[at] = value;
  // #end
  // #end
}
