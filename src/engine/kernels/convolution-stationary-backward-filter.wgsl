// dw[s][ky,kx,i,o] = Σ over the s-th share of the output rows (n,oy) and over ox of x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · dy[n,oy,ox,o], 3×3
// Tile: a quad per workgroup. Its threads take one of four input channels and keep the sums of CHANNELS outputs in registers while they
// walk along the rows; four gradients are loaded together and exchanged, so that thread t gets the (t⊕l)-th as its l-th.
// Dispatch: a workgroup per (channel block, input group, share); the optimizer adds the shares in order.

@group(0) @binding(0) var<storage, read> x: array<f32, X_LENGTH>;
@group(0) @binding(1) var<storage, read> dy: array<f32, Y_LENGTH>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32, SHARES * 9 * IN_CHANNELS * OUT_CHANNELS>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(subgroup_invocation_id) invocation: u32) {
  let part = invocation % 4;
  let share = group.x % SHARES;
  let i = group.x / SHARES % IN_UNITS * 4 + part;
  let block = group.x / (SHARES * IN_UNITS) * CHANNELS;
  let last = min((share + 1) * SHARE_ROWS, BATCH * OUT_HEIGHT);

  // #unroll t 9
  // #unroll o CHANNELS
  var sum_$t_$o = 0.0;
  // #end
  // #end

  for (var index = share * SHARE_ROWS; index < last; index++) {
    let top = index % OUT_HEIGHT * STRIDE - PADDING;
    // #unroll a 3
    let inside_$a = top + $a < IN_HEIGHT;
    let row_$a = (index / OUT_HEIGHT * IN_HEIGHT + top + $a) * (IN_WIDTH * IN_CHANNELS) + i;
    // The window slides along x: KEPT of its columns are still in registers from the pixel before.
    // #unroll b KEPT
    var x_$a_$b = select(0.0, x[row_$a + ($b - PADDING) * IN_CHANNELS], inside_$a & ($b - PADDING < IN_WIDTH));
    // #end
    // #end
    var source = index * (OUT_WIDTH * OUT_CHANNELS) + block + part;
    for (var ox = 0u; ox < OUT_WIDTH; ox++) {
      // #unroll b FRESH
      let ix_$b = ox * STRIDE + $(b+KEPT) - PADDING;
      let column_$b = ix_$b * IN_CHANNELS;
      // #unroll a 3
      let x_$a_$(b+KEPT) = select(0.0, x[row_$a + column_$b], inside_$a & ((RIGHT_INSIDE == 1) | (ix_$b < IN_WIDTH)));
      // #end
      // #end
      // #unroll q CHANNEL_GROUPS
      let dy_$(4*q) = dy[source + $(4*q)];
      let dy_$(4*q+1) = quadSwapX(dy_$(4*q));
      let dy_$(4*q+2) = quadSwapY(dy_$(4*q));
      let dy_$(4*q+3) = quadSwapDiagonal(dy_$(4*q));
      // #end
      // #unroll o CHANNELS
      // #unroll a 3
      // #unroll b 3
      sum_$(3*a+b)_$o = fma(x_$a_$b, dy_$o, sum_$(3*a+b)_$o);
      // #end
      // #end
      // #end
      // #unroll a 3
      // #unroll b KEPT
      x_$a_$b = x_$a_$(b+STRIDE);
      // #end
      // #end
      source += OUT_CHANNELS;
    }
  }

  // #unroll t 9
  let row_$t = ((share * 9 + $t) * IN_CHANNELS + i) * OUT_CHANNELS + block;
  // #unroll q CHANNEL_GROUPS
  // #unroll l 4
  dw[row_$t + $(4*q) + (part ^ $l)] = sum_$t_$(4*q+l);
  // #end
  // #end
  // #end
}
