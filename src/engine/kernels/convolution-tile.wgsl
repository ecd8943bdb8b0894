// C[row,column] = Σ_term A[row,term]·B[term,column]: the product that each convolution is, in tiles; implicit GEMM
// Tile: ROW_GROUPS × COLUMN_GROUPS groups of four, THREAD_ROWS × THREAD_COLUMNS of them per thread in registers; the terms
// pass through workgroup memory, UNITS groups of four at a time, and the next ones are fetched during the product.
// Dispatch: THREADS threads per (part, row tile, column tile), the column tile fastest: neighbours then read the same rows.
// Put behind an operation, which declares what the indices mean: first_unit, end_unit (of a part's terms), rows_at,
// a_block and b_block (column k: the four rows, or columns, of term k) and put.

// [unit][term][row group] of A, then [unit][term][column group] of B. Blocks of neighbouring units lie UNIT_PADDING
// beyond a multiple of the banks, so that threads which store one each do not queue.
const A_UNIT = 4 * ROW_GROUPS + UNIT_PADDING;
const B_UNIT = 4 * COLUMN_GROUPS + UNIT_PADDING;
const B_START = UNITS * A_UNIT;
var<workgroup> tile: array<vec4f, UNITS * (A_UNIT + B_UNIT)>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = group.y * GRID_WIDTH + group.x;
  if (index >= COLUMN_TILES * ROW_TILES * PARTS) { return; }
  let column_start = index % COLUMN_TILES * COLUMN_GROUPS;
  let row_start = index / COLUMN_TILES % ROW_TILES * ROW_GROUPS;
  let part = index / (COLUMN_TILES * ROW_TILES);

  // Each thread fetches blocks of 4×4. Whoever has none of A begins with those of B.
  // #unroll s A_SLOTS
  let a_slot_$s = lane + $s * THREADS;
  // #if A_UNIT_FASTEST
  let a_unit_$s = a_slot_$s % UNITS;
  let a_group_$s = a_slot_$s / UNITS;
  // #else
  let a_unit_$s = a_slot_$s / ROW_GROUPS;
  let a_group_$s = a_slot_$s % ROW_GROUPS;
  // #end
  let rows_$s = rows_at(part, min(row_start + a_group_$s, ALL_ROW_GROUPS - 1));
  // #end
  // #unroll s B_SLOTS
  let b_slot_$s = (lane + B_ROTATION) % THREADS + $s * THREADS;
  // #if B_UNIT_FASTEST
  let b_unit_$s = b_slot_$s % UNITS;
  let b_group_$s = b_slot_$s / UNITS;
  // #else
  let b_unit_$s = b_slot_$s / COLUMN_GROUPS;
  let b_group_$s = b_slot_$s % COLUMN_GROUPS;
  // #end
  let columns_$s = min(column_start + b_group_$s, ALL_COLUMN_GROUPS - 1);
  // #end

  let own_row = lane / COLUMN_THREADS;
  let own_column = lane % COLUMN_THREADS;
  // #unroll r THREAD_ROWS
  // #unroll j 4
  // #unroll q THREAD_COLUMNS
  var sum_$r_$j_$q = vec4f();
  // #end
  // #end
  // #end

  let first = first_unit(part);
  let end = end_unit(part);
  for (var unit = first; ; unit += UNITS) {
    // #unroll s A_SLOTS
    var a_block_$s = mat4x4f();
    if (a_slot_$s < UNITS * ROW_GROUPS && unit + a_unit_$s < end) { a_block_$s = a_block(rows_$s, unit + a_unit_$s); }
    // #end
    // #unroll s B_SLOTS
    var b_block_$s = mat4x4f();
    if (b_slot_$s < UNITS * COLUMN_GROUPS && unit + b_unit_$s < end) { b_block_$s = b_block(part, columns_$s, unit + b_unit_$s); }
    // #end
    if (unit > first) {
      for (var u = 0u; u < UNITS; u++) {
        // #unroll k 4
        {
          // #unroll r THREAD_ROWS
          let a_$r = tile[u * A_UNIT + $k * ROW_GROUPS + own_row + $r * ROW_THREADS];
          // #end
          // #unroll q THREAD_COLUMNS
          let b_$q = tile[B_START + u * B_UNIT + $k * COLUMN_GROUPS + own_column + $q * COLUMN_THREADS];
          // #end
          // #unroll r THREAD_ROWS
          // #unroll j 4
          // #unroll q THREAD_COLUMNS
          sum_$r_$j_$q += a_$r[$j] * b_$q;
          // #end
          // #end
          // #end
        }
        // #end
      }
    }
    if (unit >= end) { break; }
    workgroupBarrier();
    // #unroll s A_SLOTS
    if (a_slot_$s < UNITS * ROW_GROUPS) {
      // #unroll k 4
      tile[a_unit_$s * A_UNIT + $k * ROW_GROUPS + a_group_$s] = a_block_$s[$k];
      // #end
    }
    // #end
    // #unroll s B_SLOTS
    if (b_slot_$s < UNITS * COLUMN_GROUPS) {
      // #unroll k 4
      tile[B_START + b_unit_$s * B_UNIT + $k * COLUMN_GROUPS + b_group_$s] = b_block_$s[$k];
      // #end
    }
    // #end
    workgroupBarrier();
  }

  // #unroll q THREAD_COLUMNS
  let column_$q = column_start + own_column + $q * COLUMN_THREADS;
  if (column_$q < ALL_COLUMN_GROUPS) {
    // #unroll r THREAD_ROWS
    {
      let row = row_start + own_row + $r * ROW_THREADS;
      if (row < ALL_ROW_GROUPS) {
        // #unroll j 4
        put(part, row, $j, column_$q, sum_$r_$j_$q);
        // #end
      }
    }
    // #end
  }
  // #end
}
