/**
 * Which adapter computes, and how much it has to do; a software one is named as such, with the reason for its
 * slowness. Its loss can be tried out.
 */
import { Popover } from '@base-ui/react/popover';
import type { RunDescription } from '../../../lab/protocol';
import { messages } from '../../../messages';
import { formatBytes, formatCount } from '../../../messages/format';
import { adapterName } from '../../adapter-name';
import { Button } from '../../components/Button';
import { useLab, useLabState } from '../../hooks/use-lab';
import './AdapterBadge.css';

function RunFacts({ run }: { readonly run: RunDescription }) {
  const { facts, flop } = messages.adapter;
  const rows = [
    [facts.parameters, formatCount(run.parameterCount)],
    [facts.flop, flop(formatCount(run.flopPerStep / 1e6))],
    [facts.dispatches, formatCount(run.dispatchesPerStep)],
    [facts.memory, formatBytes(run.gpuBytes)],
  ];
  return (
    <dl className="adapter-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function AdapterBadge() {
  const lab = useLab();
  const run = useLabState((state) => state.run);
  const adapter = useLabState((state) => state.adapter);
  if (!adapter) return null;
  const name = adapterName(adapter);
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
            {run && <RunFacts run={run} />}
            <Button onClick={() => lab.loseDevice()}>{text.lose}</Button>
            <p>{text.loseWhy}</p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
