// y[at] = value, or added to what other units of the same thread or (ACCUMULATE) a joining branch left there
// Tile: one value per thread.
// Dispatch: none of its own; put behind a stationary convolution that declares y.

/** The sum over a quad of the component that is this thread's: two exchanges instead of four sums. */
fn quad_sums(part: u32, sums: vec4f) -> f32 {
  let odd = (part & 1) == 1;
  let low = select(sums.x, sums.y, odd) + quadSwapX(select(sums.y, sums.x, odd));
  let high = select(sums.z, sums.w, odd) + quadSwapX(select(sums.w, sums.z, odd));
  return select(low, high, part >= 2) + quadSwapY(select(high, low, part >= 2));
}

fn store(at: u32, value: f32, unit: u32) {
  // #if ACCUMULATE
  y[at] += value;
  // #else
  // #if SEVERAL_UNITS
  y[at] = select(y[at], 0.0, unit == 0) + value;
  // #else
  y[at] = value;
  // #end
  // #end
}
