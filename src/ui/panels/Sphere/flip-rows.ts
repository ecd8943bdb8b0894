/** WebGL counts rows of pixels from below, a canvas from above. */

/** Copies rows of `stride` bytes in reverse order. */
export function flipRows(source: Uint8Array, target: Uint8ClampedArray, stride: number): void {
  for (let row = 0; row < source.length; row += stride) {
    target.set(source.subarray(source.length - row - stride, source.length - row), row);
  }
}
