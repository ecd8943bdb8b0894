// dx[n,iy,ix,i] = Σ_{ky,kx,o} dy[n,oy,ox,o] · w[ky,kx,i,o] over oy·STRIDE+ky−PADDING = iy, ox·STRIDE+kx−PADDING = ix
// Tile: PIXELS inputs along x, STRIDE apart so that they share their taps, times BLOCK groups of four channels; 64 threads.
// With QUAD the four threads of a quad, which take the same taps, fetch one each and hand them round.
// Dispatch: a thread per (channel block, phase of y and of x modulo STRIDE, image, row, pixel block), the pixel block
// fastest, POSITIONS per channel block and phase: neighbouring threads then take the same taps.

@group(0) @binding(0) var<storage, read> dy: array<vec4f, BATCH * OUT_HEIGHT * OUT_WIDTH * OUT_GROUPS>;
@group(0) @binding(1) var<storage, read> w: array<vec4f, KERNEL * KERNEL * IN_CHANNELS * OUT_GROUPS>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4f, BATCH * IN_HEIGHT * IN_WIDTH * IN_GROUPS>;

fn gradient(row: u32, ox: i32, unit: u32) -> vec4f {
  let value = dy[(row + u32(clamp(ox, 0, i32(OUT_WIDTH) - 1))) * OUT_GROUPS + unit];
  return select(vec4f(), value, u32(ox) < OUT_WIDTH);
}

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
  let row_of_phase = position / PIXEL_BLOCKS % PHASE_HEIGHT;
  let n = position / (PIXEL_BLOCKS * PHASE_HEIGHT);
  let phases = thread / POSITIONS;
  let phase = phases % STRIDE;
  let iy = row_of_phase * STRIDE + phases / STRIDE % STRIDE;
  let block = phases / (STRIDE * STRIDE) * BLOCK;
  // #if QUAD
  let part = invocation % 4;
  // #else
  if (block >= IN_GROUPS || iy >= IN_HEIGHT || n >= BATCH) { return; }
  // #end

  // #unroll q BLOCK
  // #unroll p PIXELS
  var sum_$p_$q = vec4f();
  // #end
  // #end

  for (var ky = 0u; ky < KERNEL; ky++) {
    let y_offset = i32(iy + PADDING) - i32(ky);
    if (y_offset % i32(STRIDE) != 0) { continue; }
    let oy = y_offset / i32(STRIDE);
    let inside = y_offset >= 0 && oy < i32(OUT_HEIGHT);
    // #if QUAD
    // #else
    if (!inside) { continue; }
    // #end
    let row = (n * OUT_HEIGHT + u32(oy)) * OUT_WIDTH;
    for (var kx = 0u; kx < KERNEL; kx++) {
      let x_offset = i32(phase + PADDING) - i32(kx);
      if (x_offset % i32(STRIDE) != 0) { continue; }
      // All threads of a quad stay together: above and below the image the gradients are beside it.
      let ox = select(-i32(PIXELS), i32(first) + x_offset / i32(STRIDE), inside);
      let taps = ((ky * KERNEL + kx) * IN_CHANNELS + block * 4) * OUT_GROUPS;
      for (var unit = 0u; unit < OUT_GROUPS; unit++) {
        // #unroll p PIXELS
        let dy_$p = gradient(row, ox + $p, unit);
        // #end
        // #unroll q BLOCK
        {
          // #if QUAD
          let own = w[taps + ($q * 4 + part) * OUT_GROUPS + unit];
          // #end
          // #unroll c 4
          // #if QUAD
          let tap_$c = quadBroadcast(own, $(c));
          // #else
          let tap_$c = w[taps + ($q * 4 + $c) * OUT_GROUPS + unit];
          // #end
          // #end
          // #unroll p PIXELS
          sum_$p_$q += vec4f(dot(dy_$p, tap_0), dot(dy_$p, tap_1), dot(dy_$p, tap_2), dot(dy_$p, tap_3));
          // #end
        }
        // #end
      }
    }
  }

  // #if QUAD
  if (block >= IN_GROUPS || iy >= IN_HEIGHT || n >= BATCH) { return; }
  // #end
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
