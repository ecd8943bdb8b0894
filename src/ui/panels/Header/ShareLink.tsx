/** The run as a link: copied, and shown, for where copying is forbidden. */
import { Popover } from '@base-ui/react/popover';
import { useState } from 'react';
import { messages } from '../../../messages';
import { icons } from '../../components/icons';
import { useLab } from '../../hooks/use-lab';
import './ShareLink.css';

export function ShareLink() {
  const lab = useLab();
  const [link, setLink] = useState('');
  const [copied, setCopied] = useState(false);
  const text = messages.share;

  const share = async (open: boolean) => {
    if (!open) return;
    const answer = lab.shareLink();
    if ('error' in answer) {
      lab.reportError(answer.error);
      return;
    }
    const next = new URL(answer.value, location.href).href;
    setLink(next);
    setCopied(false);
    try {
      await navigator.clipboard.writeText(next);
      setCopied(true);
    } catch {
      // No permission or no secure page: the link stands there to be copied by hand.
    }
  };

  return (
    <Popover.Root onOpenChange={(open) => void share(open)}>
      <Popover.Trigger className="button button-quiet">
        {icons.link}
        {text.button}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end">
          <Popover.Popup className="popover share-link">
            <Popover.Title className="share-link-title" render={<strong />}>
              {copied ? text.copied : text.notCopied}
            </Popover.Title>
            <input
              type="text"
              readOnly
              aria-label={text.label}
              value={link}
              onFocus={(event) => event.target.select()}
            />
            <p>{text.explanation}</p>
            <p>{text.notCarried}</p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
