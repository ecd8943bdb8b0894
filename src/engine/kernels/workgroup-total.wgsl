// total = Σ over the threads of a workgroup of their values, added in the order of the threads
// Tile: THREADS threads, one vec4f of each of up to PARTIAL_SUMS sums in workgroup memory.
// Dispatch: none of its own; put behind a kernel that notes its sums, meets a barrier, and lets some thread add them.

var<workgroup> partial: array<array<vec4f, THREADS>, PARTIAL_SUMS>;

// One thread adds: a tree needs a barrier per level, and on a software adapter barriers cost most.
fn total(sum: u32) -> vec4f {
  var result = partial[sum][0];
  for (var other = 1u; other < THREADS; other++) { result += partial[sum][other]; }
  return result;
}
