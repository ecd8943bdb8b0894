// y[n,oy,ox,o] = Σ_{ky,kx,i} x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · w[ky,kx,i,o]
// With FLIPPED backward-data of stride 1, the same with the filter turned round and its channels exchanged: x is dy, y is dx.
// Tile: a quad per workgroup. Its threads take one of each four input channels, keep their taps of CHANNELS outputs for UNITS
// groups of inputs in registers while they walk along the rows, and add up among themselves at the end of each pixel.
// Dispatch: a workgroup per (channel block, share of the rows), WALKERS shares.

@group(0) @binding(0) var<storage, read> x: array<f32, X_LENGTH>;
@group(0) @binding(1) var<storage, read> w: array<f32, W_LENGTH>;
@group(0) @binding(2) var<storage, read_write> y: array<f32, Y_LENGTH>;

var<private> taps: array<f32, TAPS>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(subgroup_invocation_id) invocation: u32) {
  let part = invocation % 4;
  let block = group.x / WALKERS * CHANNELS;
  let walker = group.x % WALKERS;
  let last = min((walker + 1) * WALKER_ROWS, BATCH * OUT_HEIGHT);

  for (var unit = 0u; unit < IN_UNITS; unit += UNITS) {
    for (var window = 0u; window < KERNEL * KERNEL; window++) {
      for (var u = 0u; u < UNITS; u++) {
        let i = (unit + u) * 4 + part;
        for (var o = 0u; o < CHANNELS; o++) {
          // #if FLIPPED
          let source = ((KERNEL * KERNEL - 1 - window) * OUT_CHANNELS + block + o) * IN_CHANNELS + i;
          // #else
          let source = (window * IN_CHANNELS + i) * OUT_CHANNELS + block + o;
          // #end
          taps[(window * UNITS + u) * CHANNELS + o] = w[source];
        }
      }
    }
    // As variables of their own the compiler reads them in place; from an array it would copy each one first.
    // #unroll t TAPS
    let tap_$t = taps[$t];
    // #end

    for (var index = walker * WALKER_ROWS; index < last; index++) {
      let top = index % OUT_HEIGHT * STRIDE - PADDING;
      // #unroll a KERNEL
      let inside_$a = top + $a < IN_HEIGHT;
      let row_$a = (index / OUT_HEIGHT * IN_HEIGHT + top + $a) * (IN_WIDTH * IN_CHANNELS) + unit * 4 + part;
      // #end
      // The window slides along x: KEPT of its columns are still in registers from the pixel before.
      // #unroll b KEPT
      // #unroll a KERNEL
      // #unroll u UNITS
      var x_$a_$b_$u = select(0.0, x[row_$a + ($b - PADDING) * IN_CHANNELS + $(4*u)], inside_$a & ($b - PADDING < IN_WIDTH));
      // #end
      // #end
      // #end
      var destination = index * (OUT_WIDTH * OUT_CHANNELS) + block + part;
      for (var ox = 0u; ox < OUT_WIDTH; ox++) {
        // #unroll b FRESH
        let ix_$b = ox * STRIDE + $(b+KEPT) - PADDING;
        let column_$b = ix_$b * IN_CHANNELS;
        // #unroll a KERNEL
        // #unroll u UNITS
        let x_$a_$(b+KEPT)_$u = select(0.0, x[row_$a + column_$b + $(4*u)], inside_$a & ((RIGHT_INSIDE == 1) | (ix_$b < IN_WIDTH)));
        // #end
        // #end
        // #end
        // #unroll o CHANNELS
        let sum_$o = 0.0
        // #unroll a KERNEL
        // #unroll b KERNEL
        // #unroll u UNITS
          + x_$a_$b_$u * tap_$(a*KERNEL*UNITS*CHANNELS+b*UNITS*CHANNELS+u*CHANNELS+o)
        // #end
        // #end
        // #end
        ;
        // #end
        // #unroll q CHANNEL_GROUPS
        store(destination + $(4*q), quad_sums(part, vec4f(sum_$(4*q), sum_$(4*q+1), sum_$(4*q+2), sum_$(4*q+3))), unit);
        // #end
        // #unroll b KEPT
        // #unroll a KERNEL
        // #unroll u UNITS
        x_$a_$b_$u = x_$a_$(b+STRIDE)_$u;
        // #end
        // #end
        // #end
        destination += OUT_CHANNELS;
      }
    }
  }
}
