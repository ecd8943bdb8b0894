// y[n,oy,ox,o] = Σ_{ky,kx,i} x[n, oy·STRIDE+ky−PADDING, ox·STRIDE+kx−PADDING, i] · w[ky,kx,i,o]  (+ bias[o])
// Tile: PIXELS outputs along x times BLOCK groups of four channels per thread, in registers; 64 threads.
// Dispatch: a thread per (channel block, image, row, pixel block), the pixel block fastest.

// #if SCALAR_INPUT
@group(0) @binding(0) var<storage, read> x: array<f32>;
// #else
@group(0) @binding(0) var<storage, read> x: array<vec4f>;
// #end
@group(0) @binding(1) var<storage, read> w: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;
// #if BIAS
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
// #end

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  let first = (thread % PIXEL_BLOCKS) * PIXELS;
  let oy = thread / PIXEL_BLOCKS % OUT_HEIGHT;
  let n = thread / (PIXEL_BLOCKS * OUT_HEIGHT) % BATCH;
  let out = thread / (PIXEL_BLOCKS * OUT_HEIGHT * BATCH) * BLOCK;
  if (out >= OUT_GROUPS) { return; }
  let ix = i32(first * STRIDE) - i32(PADDING);

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
    if (iy < 0 || iy >= i32(IN_HEIGHT)) { continue; }
    let row = (n * IN_HEIGHT + u32(iy)) * IN_WIDTH;
    for (var unit = 0u; unit < IN_UNITS; unit++) {
      // #unroll j SPAN
      let x_$j = input(row, ix + $j, unit);
      // #end
      // #unroll k KERNEL
      // #unroll c UNIT
      // #unroll q BLOCK
      {
        let tap = w[((ky * KERNEL + $k) * IN_CHANNELS + unit * UNIT + $c) * OUT_GROUPS + out + $q];
        // #unroll p PIXELS
        // #if SCALAR_INPUT
        sum_$p_$q += x_$(p*STRIDE+k) * tap;
        // #else
        sum_$p_$q += x_$(p*STRIDE+k)[$c] * tap;
        // #end
        // #end
      }
      // #end
      // #end
      // #end
    }
  }

  let destination = ((n * OUT_HEIGHT + oy) * OUT_WIDTH + first) * OUT_GROUPS + out;
  // #unroll p PIXELS
  if (first + $p < OUT_WIDTH) {
    // #unroll q BLOCK
    y[destination + $p * OUT_GROUPS + $q] = sum_$p_$q;
    // #end
  }
  // #end
}
