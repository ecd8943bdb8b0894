// total = Σ over the threads of a workgroup of their values, in a fixed order
// Tile: THREADS threads; one vec4f of each of up to PARTIAL_SUMS sums in workgroup memory, none where they are a quad.
// Dispatch: none of its own; put behind a kernel that lets its threads add up.

// #if QUAD
fn quad_total(value: vec4f) -> vec4f {
  let pair = value + quadSwapX(value);
  return pair + quadSwapY(pair);
}
// #else
var<workgroup> partial: array<array<vec4f, THREADS>, PARTIAL_SUMS>;

// Of what all have noted before a barrier. One thread adds: a tree needs a barrier per level, and they cost most without a GPU.
fn total(sum: u32) -> vec4f {
  // #unroll k 4
  var sum_$k = partial[sum][$k];
  // #end
  for (var other = 4u; other < THREADS; other += 4) {
    // #unroll k 4
    sum_$k += partial[sum][other + $k];
    // #end
  }
  return (sum_0 + sum_1) + (sum_2 + sum_3);
}
// #end
