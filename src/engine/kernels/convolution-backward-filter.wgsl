// dw[s][ky,kx,i,o] = Σ over the s-th share of the output rows (n,oy) and over ox of x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · dy[n,oy,ox,o]
// Tile: all kx, one input unit (four channels, or one of an image) and BLOCK groups of four output channels per thread, in registers; 64 threads.
// Dispatch: a thread per (share, ky, input unit, channel block), the channel block fastest; the optimizer adds the shares in order.

// #if SCALAR_INPUT
@group(0) @binding(0) var<storage, read> x: array<f32, BATCH * IN_HEIGHT * IN_WIDTH * IN_UNITS>;
// #else
@group(0) @binding(0) var<storage, read> x: array<vec4f, BATCH * IN_HEIGHT * IN_WIDTH * IN_UNITS>;
// #end
@group(0) @binding(1) var<storage, read> dy: array<vec4f, BATCH * OUT_HEIGHT * OUT_WIDTH * OUT_GROUPS>;
@group(0) @binding(2) var<storage, read_write> dw: array<vec4f, SHARES * KERNEL * KERNEL * IN_CHANNELS * OUT_GROUPS>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  let out = thread % OUT_BLOCKS * BLOCK;
  let unit = thread / OUT_BLOCKS % IN_UNITS;
  let ky = thread / (OUT_BLOCKS * IN_UNITS) % KERNEL;
  let share = thread / (OUT_BLOCKS * IN_UNITS * KERNEL);
  if (share >= SHARES) { return; }

  // #unroll k KERNEL
  // #unroll c UNIT
  // #unroll q BLOCK
  var sum_$k_$c_$q = vec4f();
  // #end
  // #end
  // #end

  let last = min((share + 1) * SHARE_ROWS, BATCH * OUT_HEIGHT);
  for (var index = share * SHARE_ROWS; index < last; index++) {
    let iy = i32(index % OUT_HEIGHT * STRIDE + ky) - i32(PADDING);
    if (iy < 0 || iy >= i32(IN_HEIGHT)) { continue; }
    let row = (index / OUT_HEIGHT * IN_HEIGHT + u32(iy)) * IN_WIDTH;
    // The window of KERNEL inputs slides along x: KEPT of them are still in registers from the step before.
    // #unroll k KEPT
    var x_$k = input(row, $k - i32(PADDING), unit);
    // #end
    for (var ox = 0u; ox < OUT_WIDTH; ox++) {
      let ix = i32(ox * STRIDE) - i32(PADDING);
      // #unroll j FRESH
      let x_$(j+KEPT) = input(row, ix + $(j+KEPT), unit);
      // #end
      // #unroll q BLOCK
      let dy_$q = dy[(index * OUT_WIDTH + ox) * OUT_GROUPS + out + $q];
      // #end
      // #unroll k KERNEL
      // #unroll c UNIT
      // #unroll q BLOCK
      // #if SCALAR_INPUT
      sum_$k_$c_$q += x_$k * dy_$q;
      // #else
      sum_$k_$c_$q += x_$k[$c] * dy_$q;
      // #end
      // #end
      // #end
      // #end
      // #unroll k KEPT
      x_$k = x_$(k+STRIDE);
      // #end
    }
  }

  // #unroll k KERNEL
  // #unroll c UNIT
  // #unroll q BLOCK
  dw[(((share * KERNEL + ky) * KERNEL + $k) * IN_CHANNELS + unit * UNIT + $c) * OUT_GROUPS + out + $q] = sum_$k_$c_$q;
  // #end
  // #end
  // #end
}
