// y[n,oy,ox,o] = Σ_{ky,kx,i} x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · w[ky,kx,i,o]  (+ bias[o])
// Tile: PIXELS outputs along x times BLOCK groups of four channels per thread, in registers; 64 threads. With QUAD the
// four threads of a quad, which have the same channels, fetch a tap each and hand them round.
// Dispatch: a thread per (channel block, image, row, pixel block), the pixel block fastest, POSITIONS per channel block.

// #if SCALAR_INPUT
@group(0) @binding(0) var<storage, read> x: array<f32, BATCH * IN_HEIGHT * IN_WIDTH * IN_UNITS>;
// #else
@group(0) @binding(0) var<storage, read> x: array<vec4f, BATCH * IN_HEIGHT * IN_WIDTH * IN_UNITS>;
// #end
@group(0) @binding(1) var<storage, read> w: array<vec4f, KERNEL * KERNEL * IN_CHANNELS * OUT_GROUPS>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f, BATCH * OUT_HEIGHT * OUT_WIDTH * OUT_GROUPS>;
// #if BIAS
@group(0) @binding(3) var<storage, read> bias: array<vec4f, OUT_GROUPS>;
// #end

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) lane: u32,
  // #if QUAD
  @builtin(subgroup_invocation_id) invocation: u32,
  // #end
) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  let position = thread % POSITIONS;
  let first = (position % PIXEL_BLOCKS) * PIXELS;
  let oy = position / PIXEL_BLOCKS % OUT_HEIGHT;
  let n = position / (PIXEL_BLOCKS * OUT_HEIGHT);
  let out = thread / POSITIONS * BLOCK;
  // #if QUAD
  let part = invocation % 4;
  // #else
  if (out >= OUT_GROUPS || n >= BATCH) { return; }
  // #end
  let left = i32(first * STRIDE) - i32(PADDING);

  // #unroll q BLOCK
  // #if BIAS
  let bias_$q = bias[out + $q];
  // #else
  let bias_$q = vec4f();
  // #end
  // #unroll p PIXELS
  var sum_$p_$q = bias_$q;
  // #end
  // #end

  for (var ky = 0u; ky < KERNEL; ky++) {
    let iy = i32(oy * STRIDE + ky) - i32(PADDING);
    // #if QUAD
    // All threads of a quad stay together: above and below the image their inputs are beside it.
    let ix = select(-i32(SPAN), left, iy >= 0 && iy < i32(IN_HEIGHT));
    // #else
    if (iy < 0 || iy >= i32(IN_HEIGHT)) { continue; }
    let ix = left;
    // #end
    let row = (n * IN_HEIGHT + u32(iy)) * IN_WIDTH;
    for (var unit = 0u; unit < IN_UNITS; unit++) {
      // #unroll j SPAN
      let x_$j = input(row, ix + $j, unit);
      // #end
      // #unroll q BLOCK
      // #if QUAD_OF_KX
      // An image's channels are too few to share: the threads fetch the taps of one kx each.
      let own_$q = w[((ky * KERNEL + min(part, KERNEL - 1)) * IN_CHANNELS + unit) * OUT_GROUPS + out + $q];
      // #end
      // #unroll k KERNEL
      {
        let taps = (ky * KERNEL + $k) * IN_CHANNELS + unit * UNIT;
        // #if QUAD_OF_CHANNELS
        let own = w[(taps + part) * OUT_GROUPS + out + $q];
        // #end
        // #unroll c UNIT
        {
          // #if QUAD_OF_CHANNELS
          let tap = quadBroadcast(own, $(c));
          // #end
          // #if QUAD_OF_KX
          let tap = quadBroadcast(own_$q, $(k));
          // #end
          // #if QUAD
          // #else
          let tap = w[(taps + $c) * OUT_GROUPS + out + $q];
          // #end
          // #unroll p PIXELS
          // #if SCALAR_INPUT
          sum_$p_$q += x_$(p*STRIDE+k) * tap;
          // #else
          sum_$p_$q += x_$(p*STRIDE+k)[$c] * tap;
          // #end
          // #end
        }
        // #end
      }
      // #end
      // #end
    }
  }

  // #if QUAD
  if (n >= BATCH || out >= OUT_GROUPS) { return; }
  // #end
  let destination = ((n * OUT_HEIGHT + oy) * OUT_WIDTH + first) * OUT_GROUPS + out;
  // #unroll p PIXELS
  if (first + $p < OUT_WIDTH) {
    // #unroll q BLOCK
    y[destination + $p * OUT_GROUPS + $q] = sum_$p_$q;
    // #end
  }
  // #end
}
