/** A kernel's code with the numbers of its lines, to read and to copy. */
import { useState } from 'react';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';

const text = messages.profile.detail;

export function KernelCode({ code }: { readonly code: string }) {
  const [copied, setCopied] = useState<string | null>(null);
  const lines = code.split('\n');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      setCopied(text.copied);
    } catch {
      // No permission or no secure page: the code stands there to be selected.
      setCopied(text.notCopied);
    }
  };
  return (
    <>
      <div className="profile-code-head">
        <h4>
          {text.code} <small>{text.lines(lines.length)}</small>
        </h4>
        <span role="status">{copied}</span>
        <Button onClick={() => void copy()}>{text.copy}</Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <section className="profile-code" aria-label={text.code} tabIndex={0}>
        <pre>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
            <code key={index}>{`${line}\n`}</code>
          ))}
        </pre>
      </section>
    </>
  );
}
