/** How a layer is called where room is scarce: PyTorch's name without its last part, which is always the same. */
export function layerName(tensorName: string): string {
  return tensorName.replace(/\.weight$/, '');
}
