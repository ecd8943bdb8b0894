// y[n,oy,ox,o] = Σ_{ky,kx,i} x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · w[ky,kx,i,o]
// With FLIPPED backward-data of stride 1, the same with the filter turned round and its channels exchanged: x is dy, y is dx.
// Tile: a quad per workgroup. Its threads take a quarter each of UNITS groups of input channels, keep their taps for CHANNELS
// outputs in registers while they walk along the rows, and add up among themselves at the end of each pixel.
// Dispatch: a workgroup per (channel block, share of the rows), WALKERS shares.

@group(0) @binding(0) var<storage, read> x: array<Inputs, X_LENGTH / IN_VECTOR>;
@group(0) @binding(1) var<storage, read> w: array<f32, W_LENGTH>;
@group(0) @binding(2) var<storage, read_write> y: array<Outputs, Y_LENGTH / OUT_VECTOR>;

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
        let i = unit * 4 + part * UNITS + u;
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
      let inside_$a = select(0u, ALL, top + $a < IN_HEIGHT);
      let row_$a = (index / OUT_HEIGHT * IN_HEIGHT + top + $a) * (IN_WIDTH * IN_CHANNELS / IN_VECTOR) + (unit * 4 + part * UNITS) / IN_VECTOR;
      // #end
      // The window slides along x: KEPT of its columns are still in registers from the pixel before.
      // #unroll b KEPT
      // #unroll a KERNEL
      // #unroll v VECTORS
      let first_$a_$b_$v = masked(x[row_$a + ($b - PADDING) * (IN_CHANNELS / IN_VECTOR) + $v], select(0u, inside_$a, $b - PADDING < IN_WIDTH));
      // #unroll c IN_VECTOR
      // #if IN_VECTOR-1
      var x_$a_$b_$(v*IN_VECTOR+c) = first_$a_$b_$v[$c];
      // #else
      var x_$a_$b_$(v*IN_VECTOR+c) = first_$a_$b_$v;
      // #end
      // #end
      // #end
      // #end
      // #end
      var destination = (index * (OUT_WIDTH * OUT_CHANNELS) + block) / OUT_VECTOR + part;
      for (var ox = 0u; ox < OUT_WIDTH; ox++) {
        // #unroll b FRESH
        let ix_$b = ox * STRIDE + $(b+KEPT) - PADDING;
        let column_$b = ix_$b * (IN_CHANNELS / IN_VECTOR);
        // #unroll a KERNEL
        // #unroll v VECTORS
        // #if RIGHT_INSIDE
        let next_$a_$b_$v = masked(x[row_$a + column_$b + $v], inside_$a);
        // #else
        let next_$a_$b_$v = masked(x[row_$a + column_$b + $v], select(0u, inside_$a, ix_$b < IN_WIDTH));
        // #end
        // #unroll c IN_VECTOR
        // #if IN_VECTOR-1
        let x_$a_$(b+KEPT)_$(v*IN_VECTOR+c) = next_$a_$b_$v[$c];
        // #else
        let x_$a_$(b+KEPT)_$(v*IN_VECTOR+c) = next_$a_$b_$v;
        // #end
        // #end
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
        // #unroll s STORES
        store(destination + $(4*s), Outputs(
          // #unroll k OUT_VECTOR
          quad_sums(part, vec4f(sum_$(4*OUT_VECTOR*s+k), sum_$(4*OUT_VECTOR*s+OUT_VECTOR+k), sum_$(4*OUT_VECTOR*s+2*OUT_VECTOR+k), sum_$(4*OUT_VECTOR*s+3*OUT_VECTOR+k))),
          // #end
        ), unit);
        // #end
        // #unroll b KEPT
        // #unroll a KERNEL
        // #unroll u UNITS
        x_$a_$b_$u = x_$a_$(b+STRIDE)_$u;
        // #end
        // #end
        // #end
        destination += OUT_CHANNELS / OUT_VECTOR;
      }
    }
  }
}
