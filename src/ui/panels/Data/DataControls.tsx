/** Own files and the download of Fashion-MNIST, and what is worth knowing of the data that were opened. */
import { useRef } from 'react';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { useLab, useLabState } from '../../hooks/use-lab';
import './Data.css';
import { downloadAndStage, openFiles } from './open-files';

const text = messages.data;

export function DataControls() {
  const lab = useLab();
  const chooser = useRef<HTMLInputElement>(null);
  const progress = useLabState((state) => state.progress);
  const notices = useLabState((state) => state.notices);
  const download = progress?.task === 'download' ? progress : null;
  return (
    <>
      <div className="data-controls">
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            // The same files can be chosen again after a failure.
            event.target.value = '';
            if (files.length > 0) void openFiles(lab, files);
          }}
        />
        <Button title={text.chooseHint} onClick={() => chooser.current?.click()}>
          {text.choose}
        </Button>
        {download ? (
          <>
            <div className="data-progress">
              {text.progress(download.done, download.total)}
              <progress
                aria-label={text.progressLabel}
                value={download.total === null ? undefined : download.done}
                max={download.total ?? undefined}
              />
            </div>
            <Button onClick={() => lab.cancelDownload()}>{text.cancel}</Button>
          </>
        ) : (
          <Button title={text.downloadHint} onClick={() => void downloadAndStage(lab)}>
            {text.download}
          </Button>
        )}
      </div>
      <div className="data-notices" aria-live="polite">
        {notices.map((notice) => (
          <p key={notice}>{notice}</p>
        ))}
      </div>
    </>
  );
}
