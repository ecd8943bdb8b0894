/** Small files in the formats that `src/data` reads, made for its tests. */

/** An IDX file: magic number, dimensions, elements. */
export function idxFile(
  dimensions: readonly number[],
  elements: ArrayLike<number>,
  type = 8,
): Uint8Array<ArrayBuffer> {
  const headerBytes = 4 + 4 * dimensions.length;
  const bytes = new Uint8Array(headerBytes + elements.length);
  bytes.set([0, 0, type, dimensions.length]);
  const view = new DataView(bytes.buffer);
  dimensions.forEach((extent, index) => {
    view.setUint32(4 + 4 * index, extent);
  });
  bytes.set(elements, headerBytes);
  return bytes;
}

/** `count` images of 4 × 3 whose pixels count up from `first`, modulo 256. */
export function idxImages(count: number, first = 0): Uint8Array<ArrayBuffer> {
  return idxFile(
    [count, 4, 3],
    Uint8Array.from({ length: count * 12 }, (_, index) => first + index),
  );
}

/** `count` labels 0, 1, 2, 0, … */
export function idxLabels(count: number): Uint8Array<ArrayBuffer> {
  return idxFile(
    [count],
    Uint8Array.from({ length: count }, (_, index) => index % 3),
  );
}

/** `count` CIFAR-10 records; the label of record i is (first + i) mod 10 and its pixels count up from there. */
export function cifarRecords(count: number, first = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * 3073);
  for (let record = 0; record < count; record++) {
    const label = (first + record) % 10;
    bytes[record * 3073] = label;
    for (let pixel = 0; pixel < 3072; pixel++) bytes[record * 3073 + 1 + pixel] = label + pixel;
  }
  return bytes;
}

/** A ustar archive of plain files; a name that ends in a slash makes a folder. */
export function tarArchive(entries: readonly (readonly [string, Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (const [name, content] of entries) {
    const header = new Uint8Array(512);
    const write = (start: number, text: string) => header.set(new TextEncoder().encode(text), start);
    write(0, name);
    write(124, `${content.length.toString(8).padStart(11, '0')} `);
    write(156, name.endsWith('/') ? '5' : '0');
    write(257, 'ustar\u000000');
    write(148, '        ');
    const sum = header.reduce((total, byte) => total + byte, 0);
    write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
    blocks.push(header, content, new Uint8Array((512 - (content.length % 512)) % 512));
  }
  blocks.push(new Uint8Array(1024));
  const archive = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let filled = 0;
  for (const block of blocks) {
    archive.set(block, filled);
    filled += block.length;
  }
  return archive;
}
