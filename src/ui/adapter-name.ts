/** How the page calls an adapter. */
import type { AdapterReport } from '../engine/gpu/device';
import { messages } from '../messages';

export function adapterName({ description, vendor, architecture }: AdapterReport): string {
  return description || [vendor, architecture].filter(Boolean).join(' ') || messages.adapter.unknown;
}
