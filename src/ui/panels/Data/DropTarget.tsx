/** The whole page takes data files that are dropped on it. */
import { useEffect, useState } from 'react';
import { messages } from '../../../messages';
import { useLab } from '../../hooks/use-lab';
import './Data.css';
import { openFiles } from './open-files';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

export function DropTarget() {
  const lab = useLab();
  const [hovered, setHovered] = useState(false);

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      // Without this the browser would open the file in place of the page.
      event.preventDefault();
      setHovered(true);
    };
    const leave = (event: DragEvent) => {
      // Leaving an element for its child is no leaving of the window.
      if (event.relatedTarget === null) setHovered(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setHovered(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) void openFiles(lab, files);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [lab]);

  return hovered ? <div className="drop-target">{messages.data.drop}</div> : null;
}
