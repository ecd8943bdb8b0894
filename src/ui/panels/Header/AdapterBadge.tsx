/** Which adapter computes; a software one is named as such, with the reason for its slowness. */
import { Popover } from '@base-ui/react/popover';
import type { AdapterReport } from '../../../engine/gpu/device';
import { useLabState } from '../../hooks/use-lab';
import { messages } from '../../messages';
import './AdapterBadge.css';

function nameOf({ description, vendor, architecture }: AdapterReport): string {
  return description || [vendor, architecture].filter(Boolean).join(' ') || messages.adapter.unknown;
}

export function AdapterBadge() {
  const adapter = useLabState((state) => state.adapter);
  if (!adapter) return null;
  const name = nameOf(adapter);
  const text = messages.adapter;
  return (
    <Popover.Root>
      <Popover.Trigger className={adapter.software ? 'adapter adapter-software' : 'adapter'}>
        {adapter.software ? text.software : name}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end">
          <Popover.Popup className="popover" aria-label={text.about}>
            <strong>{name}</strong>
            <p>{adapter.software ? text.softwareWhy(name) : text.hardwareWhy}</p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
