/** The page's head: its name, its views, the adapter that computes, the share link and the theme. */

import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { icons } from '../../components/icons';
import { toggleTheme, useTheme } from '../../hooks/use-theme';
import { useHash, viewOf } from '../../view';
import { ProfileButton } from '../Profile/ProfileButton';
import { AdapterBadge } from './AdapterBadge';
import { ShareLink } from './ShareLink';
import { Views } from './Views';
import './Header.css';

export function Header() {
  const theme = useTheme();
  const isLab = viewOf(useHash()).name === 'lab';
  const themeName = theme === 'dark' ? messages.theme.toLight : messages.theme.toDark;
  return (
    <header className="header">
      <h1>{messages.title}</h1>
      <Views />
      <p className="header-subtitle">{messages.subtitle}</p>
      <AdapterBadge />
      {isLab && <ProfileButton />}
      {isLab && <ShareLink />}
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
