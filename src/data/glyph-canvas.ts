/** Draws anti-aliased pen strokes by the distance from each pixel's centre to the stroke. */

/** A square of coverages: 0 where no ink is, 1 where ink is full. */
export class GlyphCanvas {
  readonly size: number;
  /** size × size coverages, row by row. */
  readonly coverage: Float32Array;

  constructor(size: number) {
    this.size = size;
    this.coverage = new Float32Array(size * size);
  }

  clear(): void {
    this.coverage.fill(0);
  }

  /**
   * Draws a round-ended stroke from (x0, y0) to (x1, y1), in pixels; pixel (column, row) is centred on (column, row).
   * A pixel at distance d from the stroke's centre line is covered by radius + ½ − d, cut to 0 … ink. Strokes
   * that meet keep the larger coverage, so joints are no darker than the rest.
   */
  drawSegment(x0: number, y0: number, x1: number, y1: number, radius: number, ink: number): void {
    const reach = radius + 0.5;
    const [alongX, alongY] = [x1 - x0, y1 - y0];
    const inverseSquare = 1 / Math.max(alongX * alongX + alongY * alongY, 1e-12);
    const lastColumn = Math.min(this.size - 1, Math.floor(Math.max(x0, x1) + reach));
    const lastRow = Math.min(this.size - 1, Math.floor(Math.max(y0, y1) + reach));
    const firstColumn = Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
    for (let row = Math.max(0, Math.ceil(Math.min(y0, y1) - reach)); row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        const [fromX, fromY] = [column - x0, row - y0];
        const share = Math.min(1, Math.max(0, (fromX * alongX + fromY * alongY) * inverseSquare));
        const [awayX, awayY] = [fromX - share * alongX, fromY - share * alongY];
        const square = awayX * awayX + awayY * awayY;
        if (square >= reach * reach) continue;
        const covered = ink * Math.min(1, reach - Math.sqrt(square));
        const pixel = row * this.size + column;
        if (covered > this.coverage[pixel]!) this.coverage[pixel] = covered;
      }
    }
  }
}
