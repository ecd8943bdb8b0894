/** The page's two views as links: each has an address, and the browser's Back works. */
import { messages } from '../../../messages';
import { findingHash, labLink, useHash, viewOf } from '../../view';
import './Views.css';

export function Views() {
  const text = messages.findingsPage.views;
  const view = viewOf(useHash()).name;
  const links = [
    { name: 'lab', label: text.lab, href: labLink() },
    { name: 'findings', label: text.findings, href: findingHash(null) },
  ] as const;
  return (
    <nav className="views" aria-label={text.label}>
      {links.map(({ name, label, href }) => (
        <a key={name} href={href} aria-current={name === view ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}
