// y[n,oy,ox,o] = Σ_{ky,kx,i} x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · w[ky,kx,i,o] of an image, 3×3
// Tile: a quad per workgroup, four pixels side by side. Its threads take one of each four output channels and keep their taps of
// CHANNEL_GROUPS groups in registers while they walk along the rows; four values of an image row that follow each other are
// loaded together and handed round.
// Dispatch: a workgroup per (channel block, share of the rows), WALKERS shares.

@group(0) @binding(0) var<storage, read> x: array<f32, X_LENGTH>;
@group(0) @binding(1) var<storage, read> w: array<f32, W_LENGTH>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const ROW = IN_WIDTH * IN_CHANNELS;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(subgroup_invocation_id) invocation: u32) {
  let part = invocation % 4;
  let block = group.x / WALKERS * (CHANNEL_GROUPS * 4) + part;
  let walker = group.x % WALKERS;
  let last = min((walker + 1) * WALKER_ROWS, BATCH * OUT_HEIGHT);

  // #unroll t TAPS
  // #unroll q CHANNEL_GROUPS
  let tap_$t_$q = w[$t * OUT_CHANNELS + block + $(4*q)];
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
    var destination = index * (OUT_WIDTH * OUT_CHANNELS) + block;
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
      // #unroll q CHANNEL_GROUPS
      let sum_$p_$q = 0.0
      // #unroll a 3
      // #unroll k SPAN
        + x_$a_$(p*STEP+k) * tap_$(a*SPAN+k)_$q
      // #end
      // #end
      ;
      // #end
      // #end
      // #unroll p 4
      // #if RAGGED
      if (ox + $p < OUT_WIDTH) {
      // #end
      // #unroll q CHANNEL_GROUPS
      y[destination + $p * OUT_CHANNELS + $(4*q)] = sum_$p_$q;
      // #end
      // #if RAGGED
      }
      // #end
      // #end
      // #unroll a 3
      // #unroll k KEPT
      x_$a_$k = x_$a_$(k+4*STEP);
      // #end
      // #end
      destination += 4 * OUT_CHANNELS;
    }
  }
}
