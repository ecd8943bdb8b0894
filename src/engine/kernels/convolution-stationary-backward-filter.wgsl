// dw[s][ky,kx,i,o] = Σ over the s-th share of the output rows (n,oy) and over ox of x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · dy[n,oy,ox,o], 3×3
// Tile: a quad per workgroup. Its threads take one of four input channels and keep the sums of CHANNELS outputs in registers while they
// walk along the rows, two at a time, which share loads of inputs. Gradients are loaded by all four threads together and exchanged:
// thread t gets those of the (t⊕l)-th as its l-th.
// Dispatch: a workgroup per (channel block, input group, share); the optimizer adds the shares in order.

@group(0) @binding(0) var<storage, read> x: array<f32, X_LENGTH>;
@group(0) @binding(1) var<storage, read> dy: array<Outputs, Y_LENGTH / OUT_VECTOR>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32, SHARES * 9 * IN_CHANNELS * OUT_CHANNELS>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(subgroup_invocation_id) invocation: u32) {
  let part = invocation % 4;
  let share = group.x % SHARES;
  let i = group.x / SHARES % IN_UNITS * 4 + part;
  let block = group.x / (SHARES * IN_UNITS) * CHANNELS;
  let last = min((share + 1) * SHARE_TURNS, BATCH * TURNS);

  // #unroll t 9
  // #unroll s VECTORS
  // #unroll k OUT_VECTOR
  // #unroll l 4
  var sum_$t_$s_$k_$l = 0.0;
  // #end
  // #end
  // #end
  // #end

  for (var index = share * SHARE_TURNS; index < last; index++) {
    let n = index / TURNS;
    let first = index % TURNS * 2;
    let top = first * STRIDE - PADDING;
    // #unroll a WINDOW_ROWS
    let inside_$a = select(0u, ALL, top + $a < IN_HEIGHT);
    let row_$a = (n * IN_HEIGHT + top + $a) * (IN_WIDTH * IN_CHANNELS) + i;
    // The window slides along x: KEPT of its columns are still in registers from the pixel before.
    // #unroll b KEPT
    var x_$a_$b = masked(x[row_$a + ($b - PADDING) * IN_CHANNELS], select(0u, inside_$a, $b - PADDING < IN_WIDTH));
    // #end
    // #end
    var source = ((n * OUT_HEIGHT + first) * (OUT_WIDTH * OUT_CHANNELS) + block) / OUT_VECTOR + part;
    for (var ox = 0u; ox < OUT_WIDTH; ox++) {
      // #unroll b FRESH
      let ix_$b = ox * STRIDE + $(b+KEPT) - PADDING;
      let column_$b = ix_$b * IN_CHANNELS;
      // #unroll a WINDOW_ROWS
      // #if RIGHT_INSIDE
      let x_$a_$(b+KEPT) = masked(x[row_$a + column_$b], inside_$a);
      // #else
      let x_$a_$(b+KEPT) = masked(x[row_$a + column_$b], select(0u, inside_$a, ix_$b < IN_WIDTH));
      // #end
      // #end
      // #end
      // #unroll s VECTORS
      // #unroll r 2
      // #if ODD*r
      let own_$r_$s = select(Outputs(), dy[source + $r * (OUT_WIDTH * OUT_CHANNELS / OUT_VECTOR) + $(4*s)], first + $r < OUT_HEIGHT);
      // #else
      let own_$r_$s = dy[source + $r * (OUT_WIDTH * OUT_CHANNELS / OUT_VECTOR) + $(4*s)];
      // #end
      // #unroll k OUT_VECTOR
      // #if OUT_VECTOR-1
      let dy_$r_$s_$k_0 = own_$r_$s[$k];
      // #else
      let dy_$r_$s_$k_0 = own_$r_$s;
      // #end
      let dy_$r_$s_$k_1 = quadSwapX(dy_$r_$s_$k_0);
      let dy_$r_$s_$k_2 = quadSwapY(dy_$r_$s_$k_0);
      let dy_$r_$s_$k_3 = quadSwapDiagonal(dy_$r_$s_$k_0);
      // #end
      // #end
      // #unroll k OUT_VECTOR
      // #unroll l 4
      // #unroll a 3
      // #unroll b 3
      sum_$(3*a+b)_$s_$k_$l = fma(x_$(a+STRIDE)_$b, dy_1_$s_$k_$l, fma(x_$a_$b, dy_0_$s_$k_$l, sum_$(3*a+b)_$s_$k_$l));
      // #end
      // #end
      // #end
      // #end
      // #end
      // #unroll a WINDOW_ROWS
      // #unroll b KEPT
      x_$a_$b = x_$a_$(b+STRIDE);
      // #end
      // #end
      source += OUT_CHANNELS / OUT_VECTOR;
    }
  }

  // #unroll t 9
  let row_$t = ((share * 9 + $t) * IN_CHANNELS + i) * OUT_CHANNELS + block;
  // #unroll s VECTORS
  // #unroll k OUT_VECTOR
  // #unroll l 4
  dw[row_$t + $(4*s*OUT_VECTOR+k) + (part ^ $l) * OUT_VECTOR] = sum_$t_$s_$k_$l;
  // #end
  // #end
  // #end
  // #end
}
