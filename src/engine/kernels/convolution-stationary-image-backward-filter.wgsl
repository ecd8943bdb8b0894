// dw[s][ky,kx,i,o] = Σ over the s-th share of the rows (n,oy) and over ox of x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · dy[n,oy,ox,o] of an image, 3×3
// Tile: a quad per workgroup, four pixels side by side. Its threads take a quarter each of CHANNEL_GROUPS groups of output channels, as
// vectors of neighbours, and keep their sums in registers while they walk along the rows; four values of an image row that follow each
// other are loaded together and handed round.
// Dispatch: a workgroup per (channel block, share).

@group(0) @binding(0) var<storage, read> x: array<f32, X_LENGTH>;
@group(0) @binding(1) var<storage, read> dy: array<Outputs, Y_LENGTH / OUT_VECTOR>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32, SHARES * TAPS * OUT_CHANNELS>;

const ROW = IN_WIDTH * IN_CHANNELS;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(subgroup_invocation_id) invocation: u32) {
  let part = invocation % 4;
  let block = group.x / SHARES * (CHANNEL_GROUPS * 4) + part * OUT_VECTOR;
  let share = group.x % SHARES;
  let last = min((share + 1) * SHARE_ROWS, BATCH * OUT_HEIGHT);

  // #unroll t TAPS
  // #unroll s VECTORS
  // #unroll k OUT_VECTOR
  var sum_$t_$(s*OUT_VECTOR+k) = 0.0;
  // #end
  // #end
  // #end

  for (var index = share * SHARE_ROWS; index < last; index++) {
    let top = index % OUT_HEIGHT * STRIDE - PADDING;
    // #unroll a 3
    let inside_$a = top + $a < IN_HEIGHT;
    let row_$a = (index / OUT_HEIGHT * IN_HEIGHT + top + $a) * ROW;
    // The window slides along the row: KEPT of its values are still in registers from the four pixels before.
    // #unroll k KEPT
    let at_$a_$k = $k - PADDING * IN_CHANNELS;
    var x_$a_$k = select(0.0, x[row_$a + at_$a_$k], inside_$a & (at_$a_$k < ROW));
    // #end
    // #end
    var pixel = (index * (OUT_WIDTH * OUT_CHANNELS) + block) / OUT_VECTOR;
    for (var ox = 0u; ox < OUT_WIDTH; ox += 4) {
      // #unroll f LOADS
      let at_$f = (ox * STRIDE - PADDING) * IN_CHANNELS + $(KEPT+4*f) + part;
      // #unroll a 3
      let four_$a_$f = select(0.0, x[row_$a + at_$f], inside_$a & (at_$f < ROW));
      // #unroll l 4
      let x_$a_$(KEPT+4*f+l) = quadBroadcast(four_$a_$f, $l);
      // #end
      // #end
      // #end
      // #unroll p 4
      // #unroll s VECTORS
      let dys_$p_$s = select(Outputs(), dy[pixel + $p * (OUT_CHANNELS / OUT_VECTOR) + $(4*s)], (RAGGED == 0) | (ox + $p < OUT_WIDTH));
      // #unroll k OUT_VECTOR
      // #if OUT_VECTOR-1
      let dy_$p_$(s*OUT_VECTOR+k) = dys_$p_$s[$k];
      // #else
      let dy_$p_$(s*OUT_VECTOR+k) = dys_$p_$s;
      // #end
      // #end
      // #end
      // #end
      // #unroll q CHANNEL_GROUPS
      // #unroll a 3
      // #unroll k SPAN
      sum_$(a*SPAN+k)_$q = fma(x_$a_$(3*STEP+k), dy_3_$q, fma(x_$a_$(2*STEP+k), dy_2_$q, fma(x_$a_$(STEP+k), dy_1_$q, fma(x_$a_$k, dy_0_$q, sum_$(a*SPAN+k)_$q))));
      // #end
      // #end
      // #end
      // #unroll a 3
      // #unroll k KEPT
      x_$a_$k = x_$a_$(k+4*STEP);
      // #end
      // #end
      pixel += 4 * OUT_CHANNELS / OUT_VECTOR;
    }
  }
  // #unroll t TAPS
  // #unroll s VECTORS
  // #unroll k OUT_VECTOR
  dw[(share * TAPS + $t) * OUT_CHANNELS + block + $(4*s*OUT_VECTOR+k)] = sum_$t_$(s*OUT_VECTOR+k);
  // #end
  // #end
  // #end
}
