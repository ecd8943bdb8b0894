// total = Σ over the threads of a workgroup of their values, added in the order of the threads
// Tile: 64 threads, one vec4f each in workgroup memory.
// Dispatch: none of its own; put behind a kernel that calls `total` in uniform control flow.

var<workgroup> partial: array<vec4f, 64>;

fn total(value: vec4f, lane: u32) -> vec4f {
  partial[lane] = value;
  workgroupBarrier();
  if (lane == 0) {
    // One thread adds: a tree needs a barrier per level, and on a software adapter barriers cost most.
    var sum = partial[0];
    for (var other = 1u; other < 64; other++) { sum += partial[other]; }
    partial[0] = sum;
  }
  workgroupBarrier();
  let result = partial[0];
  workgroupBarrier();
  return result;
}
