/** The two things convolution asks of matrices, row-major in Float64Arrays. */

/** C += A·B. @param c [rows, columns]  @param a [rows, inner]  @param b [inner, columns] */
export function addProduct(
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
  [rows, inner, columns]: readonly [number, number, number],
): void {
  for (let row = 0; row < rows; row++) {
    let j = 0;
    // Four at a time takes half the time: a row of C is then loaded and stored once instead of four times.
    for (; j + 4 <= inner; j += 4)
      addFourMultiples(c, row * columns, a, row * inner + j, b, j * columns, columns);
    for (; j < inner; j++) addMultiple(c, row * columns, a[row * inner + j]!, b, j * columns, columns);
  }
}

/** c[start + k] += Σ_i a[aStart + i]·(row i of b, from bStart)[k] for four rows and k < length. */
function addFourMultiples(
  c: Float64Array,
  start: number,
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  length: number,
): void {
  const a0 = a[aStart]!;
  const a1 = a[aStart + 1]!;
  const a2 = a[aStart + 2]!;
  const a3 = a[aStart + 3]!;
  const b1 = bStart + length;
  const b2 = b1 + length;
  const b3 = b2 + length;
  for (let k = 0; k < length; k++)
    c[start + k]! += a0 * b[bStart + k]! + a1 * b[b1 + k]! + a2 * b[b2 + k]! + a3 * b[b3 + k]!;
}

/** c[start + k] += factor·b[bStart + k] for k < length. */
function addMultiple(
  c: Float64Array,
  start: number,
  factor: number,
  b: Float64Array,
  bStart: number,
  length: number,
): void {
  for (let k = 0; k < length; k++) c[start + k]! += factor * b[bStart + k]!;
}

/** Aᵀ, [columns, rows]. @param a [rows, columns] */
export function transpose(a: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(a.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) result[column * rows + row] = a[row * columns + column]!;
  return result;
}
