// dx[n,iy,ix,i] = Σ_{ky,kx,o} dy[n,oy,ox,o] · w[ky,kx,i,o] over oy·STRIDE+ky−PADDING = iy, ox·STRIDE+kx−PADDING = ix
// Tile: PIXELS inputs along x, STRIDE apart so that they share their taps, times BLOCK groups of four channels; 64 threads.
// Dispatch: a thread per (channel block, phase of y and of x modulo STRIDE, image, row, pixel block), the pixel block
// fastest: neighbouring threads then have the same phases and take the same taps.

@group(0) @binding(0) var<storage, read> dy: array<vec4f>;
@group(0) @binding(1) var<storage, read> w: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4f>;

fn gradient(row: u32, ox: i32, unit: u32) -> vec4f {
  if (ox < 0 || ox >= i32(OUT_WIDTH)) { return vec4f(); }
  return dy[(row + u32(ox)) * OUT_GROUPS + unit];
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let thread = (group.y * GRID_WIDTH + group.x) * 64 + lane;
  let first = (thread % PIXEL_BLOCKS) * PIXELS;
  let row_of_phase = thread / PIXEL_BLOCKS % PHASE_HEIGHT;
  let n = thread / (PIXEL_BLOCKS * PHASE_HEIGHT) % BATCH;
  let phases = thread / (PIXEL_BLOCKS * PHASE_HEIGHT * BATCH);
  let phase = phases % STRIDE;
  let iy = row_of_phase * STRIDE + phases / STRIDE % STRIDE;
  let block = phases / (STRIDE * STRIDE) * BLOCK;
  if (block >= IN_GROUPS || iy >= IN_HEIGHT) { return; }

  // #unroll q BLOCK
  // #unroll p PIXELS
  var sum_$p_$q = vec4f();
  // #end
  // #end

  for (var ky = 0u; ky < KERNEL; ky++) {
    let y_offset = i32(iy + PADDING) - i32(ky);
    if (y_offset < 0 || y_offset % i32(STRIDE) != 0) { continue; }
    let oy = u32(y_offset) / STRIDE;
    if (oy >= OUT_HEIGHT) { continue; }
    let row = (n * OUT_HEIGHT + oy) * OUT_WIDTH;
    for (var kx = 0u; kx < KERNEL; kx++) {
      let x_offset = i32(phase + PADDING) - i32(kx);
      if (x_offset % i32(STRIDE) != 0) { continue; }
      let ox = i32(first) + x_offset / i32(STRIDE);
      let taps = ((ky * KERNEL + kx) * IN_CHANNELS + block * 4) * OUT_GROUPS;
      for (var unit = 0u; unit < OUT_GROUPS; unit++) {
        // #unroll p PIXELS
        let dy_$p = gradient(row, ox + $p, unit);
        // #end
        // #unroll q BLOCK
        {
          // #unroll c 4
          let tap_$c = w[taps + ($q * 4 + $c) * OUT_GROUPS + unit];
          // #end
          // #unroll p PIXELS
          sum_$p_$q += vec4f(dot(dy_$p, tap_0), dot(dy_$p, tap_1), dot(dy_$p, tap_2), dot(dy_$p, tap_3));
          // #end
        }
        // #end
      }
    }
  }

  // #unroll p PIXELS
  {
    let ix = (first + $p) * STRIDE + phase;
    if (ix < IN_WIDTH) {
      let destination = ((n * IN_HEIGHT + iy) * IN_WIDTH + ix) * IN_GROUPS + block;
      // #unroll q BLOCK
      // #if ACCUMULATE
      dx[destination + $q] += sum_$p_$q;
      // #else
      dx[destination + $q] = sum_$p_$q;
      // #end
      // #end
    }
  }
  // #end
}
