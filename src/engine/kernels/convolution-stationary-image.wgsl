// y[n,oy,ox,o] = Σ_{ky,kx,i} x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · w[ky,kx,i,o] of an image, 3×3
// With FILTER_GRADIENT instead dw[s][ky,kx,i,o] = Σ over the s-th share of the rows (n,oy) and over ox of that x · dy[n,oy,ox,o].
// Tile: a quad per workgroup, four pixels side by side. Its threads take one of each four output channels and keep their taps (or sums)
// of CHANNEL_GROUPS groups in registers while they walk along the rows; four values of an image row that follow each other are loaded
// together and handed round.
// Dispatch: a workgroup per (channel block, share of the rows), WALKERS shares.

@group(0) @binding(0) var<storage, read> x: array<f32, X_LENGTH>;
// #if FILTER_GRADIENT
@group(0) @binding(1) var<storage, read> dy: array<f32, Y_LENGTH>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32, WALKERS * TAPS * OUT_CHANNELS>;
// #else
@group(0) @binding(1) var<storage, read> w: array<f32, W_LENGTH>;
@group(0) @binding(2) var<storage, read_write> y: array<f32, Y_LENGTH>;
// #end

const ROW = IN_WIDTH * IN_CHANNELS;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(subgroup_invocation_id) invocation: u32) {
  let part = invocation % 4;
  let block = group.x / WALKERS * (CHANNEL_GROUPS * 4) + part;
  let walker = group.x % WALKERS;
  let last = min((walker + 1) * WALKER_ROWS, BATCH * OUT_HEIGHT);

  // #unroll t TAPS
  // #unroll q CHANNEL_GROUPS
  // #if FILTER_GRADIENT
  var sum_$t_$q = 0.0;
  // #else
  let tap_$t_$q = w[$t * OUT_CHANNELS + block + $(4*q)];
  // #end
  // #end
  // #end

  for (var index = walker * WALKER_ROWS; index < last; index++) {
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
    var pixel = index * (OUT_WIDTH * OUT_CHANNELS) + block;
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
      // #if FILTER_GRADIENT
      // #unroll q CHANNEL_GROUPS
      // #unroll p 4
      let dy_$p_$q = select(0.0, dy[pixel + $p * OUT_CHANNELS + $(4*q)], (RAGGED == 0) | (ox + $p < OUT_WIDTH));
      // #end
      // #unroll a 3
      // #unroll k SPAN
      sum_$(a*SPAN+k)_$q = fma(x_$a_$(3*STEP+k), dy_3_$q, fma(x_$a_$(2*STEP+k), dy_2_$q, fma(x_$a_$(STEP+k), dy_1_$q, fma(x_$a_$k, dy_0_$q, sum_$(a*SPAN+k)_$q))));
      // #end
      // #end
      // #end
      // #else
      // #unroll p 4
      // #unroll q CHANNEL_GROUPS
      let sum_$p_$q = 0.0
      // #unroll a 3
      // #unroll k SPAN
        + x_$a_$(p*STEP+k) * tap_$(a*SPAN+k)_$q
      // #end
      // #end
      ;
      // #end
      // #if RAGGED
      if (ox + $p < OUT_WIDTH)
      // #end
      {
        // #unroll q CHANNEL_GROUPS
        y[pixel + $p * OUT_CHANNELS + $(4*q)] = sum_$p_$q;
        // #end
      }
      // #end
      // #end
      // #unroll a 3
      // #unroll k KEPT
      x_$a_$k = x_$a_$(k+4*STEP);
      // #end
      // #end
      pixel += 4 * OUT_CHANNELS;
    }
  }
  // #if FILTER_GRADIENT
  // #unroll t TAPS
  // #unroll q CHANNEL_GROUPS
  dw[(walker * TAPS + $t) * OUT_CHANNELS + block + $(4*q)] = sum_$t_$q;
  // #end
  // #end
  // #end
}
