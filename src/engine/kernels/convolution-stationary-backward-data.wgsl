// dx[n,iy,ix,i] = Σ_{ky,kx,o} dy[n,oy,ox,o] · w[ky,kx,i,o] over 2·oy+ky−1 = iy, 2·ox+kx−1 = ix: 3×3 with stride 2 and padding 1
// Tile: a quad per workgroup, as in convolution-stationary: its threads take a quarter each of UNITS groups of channels of dy. Two by two pixels
// of dx need two by two of dy, and each tap once.
// Dispatch: a workgroup per (channel block, share of the pairs of rows), WALKERS shares.

@group(0) @binding(0) var<storage, read> dy: array<Inputs, X_LENGTH / IN_VECTOR>;
@group(0) @binding(1) var<storage, read> w: array<f32, W_LENGTH>;
@group(0) @binding(2) var<storage, read_write> y: array<Outputs, Y_LENGTH / OUT_VECTOR>;

var<private> taps: array<f32, TAPS>;

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(subgroup_invocation_id) invocation: u32) {
  let part = invocation % 4;
  let block = group.x / WALKERS * CHANNELS;
  let walker = group.x % WALKERS;
  let last = min((walker + 1) * WALKER_ROWS, BATCH * PAIRS);

  for (var unit = 0u; unit < IN_UNITS; unit += UNITS) {
    for (var window = 0u; window < 9; window++) {
      for (var u = 0u; u < UNITS; u++) {
        for (var i = 0u; i < CHANNELS; i++) {
          taps[(window * UNITS + u) * CHANNELS + i] = w[(window * OUT_CHANNELS + block + i) * IN_CHANNELS + unit * 4 + part * UNITS + u];
        }
      }
    }
    // #unroll t TAPS
    let tap_$t = taps[$t];
    // #end

    for (var index = walker * WALKER_ROWS; index < last; index++) {
      let top = index % PAIRS;
      // #unroll a 2
      let inside_$a = select(0u, ALL, top + $a < IN_HEIGHT);
      let row_$a = (index / PAIRS * IN_HEIGHT + top + $a) * (IN_WIDTH * IN_CHANNELS / IN_VECTOR) + (unit * 4 + part * UNITS) / IN_VECTOR;
      // #unroll v VECTORS
      let first_$a_$v = masked(dy[row_$a + $v], inside_$a);
      // #unroll c IN_VECTOR
      // #if IN_VECTOR-1
      var dy_$a_0_$(v*IN_VECTOR+c) = first_$a_$v[$c];
      // #else
      var dy_$a_0_$(v*IN_VECTOR+c) = first_$a_$v;
      // #end
      // #end
      // #end
      // #end
      let n = index / PAIRS;
      for (var left = 0u; left < ceil_half(OUT_WIDTH); left++) {
        // #unroll a 2
        let right_inside_$a = select(0u, inside_$a, left + 1 < IN_WIDTH);
        // #unroll v VECTORS
        let next_$a_$v = masked(dy[row_$a + (left + 1) * (IN_CHANNELS / IN_VECTOR) + $v], right_inside_$a);
        // #unroll c IN_VECTOR
        // #if IN_VECTOR-1
        let dy_$a_1_$(v*IN_VECTOR+c) = next_$a_$v[$c];
        // #else
        let dy_$a_1_$(v*IN_VECTOR+c) = next_$a_$v;
        // #end
        // #end
        // #end
        // #end
        // Of two neighbouring pixels of dx the first meets the middle tap alone, the second the last and the first.
        // #unroll v 2
        // #unroll h 2
        // #unroll i CHANNELS
        let sum_$v_$h_$i = 0.0
        // #unroll a v+1
        // #unroll b h+1
        // #unroll u UNITS
          + dy_$a_$b_$u * tap_$(4*UNITS*CHANNELS+3*v*UNITS*CHANNELS+h*UNITS*CHANNELS-6*a*UNITS*CHANNELS-2*b*UNITS*CHANNELS+u*CHANNELS+i)
        // #end
        // #end
        // #end
        ;
        // #end
        // #if ODD
        if ((top * 2 + $v < OUT_HEIGHT) & (left * 2 + $h < OUT_WIDTH))
        // #end
        {
          let destination = (((n * OUT_HEIGHT + top * 2 + $v) * OUT_WIDTH + left * 2 + $h) * OUT_CHANNELS + block) / OUT_VECTOR + part;
          // #unroll s STORES
          store(destination + $(4*s), Outputs(
            // #unroll k OUT_VECTOR
            quad_sums(part, vec4f(sum_$v_$h_$(4*OUT_VECTOR*s+k), sum_$v_$h_$(4*OUT_VECTOR*s+OUT_VECTOR+k), sum_$v_$h_$(4*OUT_VECTOR*s+2*OUT_VECTOR+k), sum_$v_$h_$(4*OUT_VECTOR*s+3*OUT_VECTOR+k))),
            // #end
          ), unit);
          // #end
        }
        // #end
        // #end
        // #unroll u UNITS
        dy_0_0_$u = dy_0_1_$u;
        dy_1_0_$u = dy_1_1_$u;
        // #end
      }
    }
  }
}

fn ceil_half(value: u32) -> u32 { return (value + 1) / 2; }
