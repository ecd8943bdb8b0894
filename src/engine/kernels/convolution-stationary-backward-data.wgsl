// dx[n,iy,ix,i] = Σ_{ky,kx,o} dy[n,oy,ox,o] · w[ky,kx,i,o] over 2·oy+ky−1 = iy, 2·ox+kx−1 = ix: 3×3 with stride 2 and padding 1
// Tile: a quad per workgroup, as in convolution-stationary: its threads take one of each four channels of dy. Two by two pixels
// of dx need two by two of dy, and each tap once.
// Dispatch: a workgroup per (channel block, share of the pairs of rows), WALKERS shares.

@group(0) @binding(0) var<storage, read> dy: array<f32, X_LENGTH>;
@group(0) @binding(1) var<storage, read> w: array<f32, W_LENGTH>;
@group(0) @binding(2) var<storage, read_write> y: array<f32, Y_LENGTH>;

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
          taps[(window * UNITS + u) * CHANNELS + i] = w[(window * OUT_CHANNELS + block + i) * IN_CHANNELS + (unit + u) * 4 + part];
        }
      }
    }
    // #unroll t TAPS
    let tap_$t = taps[$t];
    // #end

    for (var index = walker * WALKER_ROWS; index < last; index++) {
      let top = index % PAIRS;
      // #unroll a 2
      let inside_$a = top + $a < IN_HEIGHT;
      let row_$a = (index / PAIRS * IN_HEIGHT + top + $a) * (IN_WIDTH * IN_CHANNELS) + unit * 4 + part;
      // #unroll u UNITS
      var dy_$a_0_$u = select(0.0, dy[row_$a + $(4*u)], inside_$a);
      // #end
      // #end
      let n = index / PAIRS;
      for (var left = 0u; left < ceil_half(OUT_WIDTH); left++) {
        // #unroll a 2
        // #unroll u UNITS
        let dy_$a_1_$u = select(0.0, dy[row_$a + (left + 1) * IN_CHANNELS + $(4*u)], inside_$a & (left + 1 < IN_WIDTH));
        // #end
        // #end
        // #unroll i CHANNELS
        let sum_0_0_$i = 0.0
        // #unroll u UNITS
          + dy_0_0_$u * tap_$(4*UNITS*CHANNELS+u*CHANNELS+i)
        // #end
        ;
        let sum_0_1_$i = 0.0
        // #unroll u UNITS
          + dy_0_1_$u * tap_$(3*UNITS*CHANNELS+u*CHANNELS+i) + dy_0_0_$u * tap_$(5*UNITS*CHANNELS+u*CHANNELS+i)
        // #end
        ;
        let sum_1_0_$i = 0.0
        // #unroll u UNITS
          + dy_1_0_$u * tap_$(UNITS*CHANNELS+u*CHANNELS+i) + dy_0_0_$u * tap_$(7*UNITS*CHANNELS+u*CHANNELS+i)
        // #end
        ;
        let sum_1_1_$i = 0.0
        // #unroll u UNITS
          + dy_1_1_$u * tap_$(u*CHANNELS+i) + dy_1_0_$u * tap_$(2*UNITS*CHANNELS+u*CHANNELS+i)
          + dy_0_1_$u * tap_$(6*UNITS*CHANNELS+u*CHANNELS+i) + dy_0_0_$u * tap_$(8*UNITS*CHANNELS+u*CHANNELS+i)
        // #end
        ;
        // #end
        // #unroll v 2
        // #unroll h 2
        // #if ODD
        if ((top * 2 + $v < OUT_HEIGHT) & (left * 2 + $h < OUT_WIDTH))
        // #end
        {
          let destination = ((n * OUT_HEIGHT + top * 2 + $v) * OUT_WIDTH + left * 2 + $h) * OUT_CHANNELS + block + part;
          // #unroll q CHANNEL_GROUPS
          store(destination + $(4*q), quad_sums(part, vec4f(sum_$v_$h_$(4*q), sum_$v_$h_$(4*q+1), sum_$v_$h_$(4*q+2), sum_$v_$h_$(4*q+3))), unit);
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
