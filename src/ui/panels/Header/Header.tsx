/** The page's head: its name, the adapter that computes, the share link and the theme. */

import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { icons } from '../../components/icons';
import { toggleTheme, useTheme } from '../../hooks/use-theme';
import { AdapterBadge } from './AdapterBadge';
import { ShareLink } from './ShareLink';
import './Header.css';

export function Header() {
  const theme = useTheme();
  const themeName = theme === 'dark' ? messages.theme.toLight : messages.theme.toDark;
  return (
    <header className="header">
      <h1>{messages.title}</h1>
      <p className="header-subtitle">{messages.subtitle}</p>
      <AdapterBadge />
      <ShareLink />
      <Button
        kind="quiet"
        icon={theme === 'dark' ? icons.sun : icons.moon}
        aria-label={themeName}
        title={themeName}
        onClick={toggleTheme}
      />
    </header>
  );
}
