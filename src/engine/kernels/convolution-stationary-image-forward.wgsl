// y[n,oy,ox,o] = Σ_{ky,kx,i} x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · w[ky,kx,i,o] of an image, 3×3
// Tile: a quad per workgroup. Its threads take neighbouring columns of pixels, keep their taps of CHANNELS outputs in registers and
// walk down, so that nothing is exchanged.
// Dispatch: a workgroup per (channel block, share of the strips of four columns), WALKERS shares.

@group(0) @binding(0) var<storage, read> x: array<f32, X_LENGTH>;
@group(0) @binding(1) var<storage, read> w: array<vec4f, W_LENGTH / 4>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f, Y_LENGTH / 4>;

const ROW = IN_WIDTH * IN_CHANNELS;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) part: u32) {
  let block = group.x / WALKERS * CHANNEL_GROUPS;
  let walker = group.x % WALKERS;
  let last = min((walker + 1) * WALKER_STRIPS, BATCH * STRIPS);

  // #unroll t TAPS
  // #unroll q CHANNEL_GROUPS
  let tap_$t_$q = w[$t * OUT_GROUPS + block + $q];
  // #unroll l 4
  let tap_$t_$q_$l = tap_$t_$q[$l];
  // #end
  // #end
  // #end

  for (var strip = walker * WALKER_STRIPS; strip < last; strip++) {
    let n = strip / STRIPS;
    let ox = strip % STRIPS * 4 + part;
    // #unroll b 3
    let inside_$b = ox * STRIDE + $b - PADDING < IN_WIDTH;
    let column_$b = n * (IN_HEIGHT * ROW) + (ox * STRIDE + $b - PADDING) * IN_CHANNELS;
    // The window slides down the column: KEPT of its rows are still in registers from the pixel above.
    // #unroll a KEPT
    // #unroll c IN_CHANNELS
    var x_$a_$b_$c = select(0.0, x[column_$b + ($a - PADDING) * ROW + $c], inside_$b & ($a - PADDING < IN_HEIGHT));
    // #end
    // #end
    // #end
    var destination = (n * (OUT_HEIGHT * OUT_WIDTH) + ox) * OUT_GROUPS + block;
    for (var oy = 0u; oy < OUT_HEIGHT; oy++) {
      // #unroll a FRESH
      let iy_$a = oy * STRIDE + $(a+KEPT) - PADDING;
      // #unroll b 3
      // #unroll c IN_CHANNELS
      let x_$(a+KEPT)_$b_$c = select(0.0, x[column_$b + iy_$a * ROW + $c], inside_$b & ((BOTTOM_INSIDE == 1) | (iy_$a < IN_HEIGHT)));
      // #end
      // #end
      // #end
      // #unroll q CHANNEL_GROUPS
      // #unroll l 4
      let sum_$q_$l = 0.0
      // #unroll a 3
      // #unroll b 3
      // #unroll c IN_CHANNELS
        + x_$a_$b_$c * tap_$(a*3*IN_CHANNELS+b*IN_CHANNELS+c)_$q_$l
      // #end
      // #end
      // #end
      ;
      // #end
      // #end
      // #if RAGGED
      if (ox < OUT_WIDTH)
      // #end
      {
        // #unroll q CHANNEL_GROUPS
        y[destination + $q] = vec4f(sum_$q_0, sum_$q_1, sum_$q_2, sum_$q_3);
        // #end
      }
      // #unroll a KEPT
      // #unroll b 3
      // #unroll c IN_CHANNELS
      x_$a_$b_$c = x_$(a+STRIDE)_$b_$c;
      // #end
      // #end
      // #end
      destination += OUT_WIDTH * OUT_GROUPS;
    }
  }
}
