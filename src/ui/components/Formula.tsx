/** A formula in TeX, set by KaTeX, which is loaded with its fonts when the first formula is shown. */
import { useEffect, useRef } from 'react';

interface FormulaProps {
  readonly tex: string;
  /** On a line of its own. */
  readonly display?: boolean;
}

export function Formula({ tex, display = false }: FormulaProps) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let current = true;
    Promise.all([import('katex'), import('katex/dist/katex.min.css')])
      .then(([{ default: katex }]) => {
        if (!current || !element.current) return;
        katex.render(tex, element.current, { displayMode: display, throwOnError: false });
      })
      .catch(() => {
        // Not loaded, for want of a network: the source can be read too.
        if (current && element.current) element.current.textContent = tex;
      });
    return () => {
      current = false;
    };
  }, [tex, display]);
  // KaTeX owns the content: React must not render into it.
  return <span ref={element} className={display ? 'formula formula-display' : 'formula'} />;
}
