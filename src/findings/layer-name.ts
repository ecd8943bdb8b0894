/** A layer as findings call it. */

/** `conv1` of `conv1.weight`. */
export function layerName(tensor: string): string {
  return tensor.replace('.weight', '');
}
