/** Takes a log of a training elsewhere, dropped or chosen, and says what is wrong with one that cannot be read. */
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { type LabErrorData, toLabErrorData } from '../../../config/lab-error';
import { readUpdateLog, type UpdateLog } from '../../../findings/update-log';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { icons } from '../../components/icons';

export interface NamedLog {
  readonly name: string;
  readonly log: UpdateLog;
}

const text = messages.findingsPage.recipes;

interface LogDropProps {
  readonly log: NamedLog | null;
  readonly onLog: (log: NamedLog | null) => void;
  readonly children: ReactNode;
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

export function LogDrop({ log, onLog, children }: LogDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [hovered, setHovered] = useState(false);
  const [error, setError] = useState<LabErrorData | null>(null);

  const read = async (file: File | undefined) => {
    if (!file) return;
    try {
      onLog({ name: file.name, log: await readUpdateLog(file) });
      setError(null);
    } catch (thrown) {
      setError(toLabErrorData(thrown, file.name));
    }
  };

  return (
    <section
      className="recipes log-drop"
      aria-label={text.calculatorTitle}
      data-hovered={hovered || undefined}
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        // Without this the browser would open the file in place of the page.
        event.preventDefault();
        setHovered(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setHovered(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setHovered(false);
        void read(event.dataTransfer.files[0]);
      }}
    >
      {children}
      <div className="log-drop-choice">
        <Button title={text.logHint} onClick={() => input.current?.click()}>
          {text.chooseLog}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          aria-label={text.log}
          hidden
          onChange={(event) => {
            void read(event.target.files?.[0]);
            // The same file can be chosen again.
            event.target.value = '';
          }}
        />
        {log ? (
          <>
            <span>{text.logRead(log.name, log.log.steps.length)}</span>
            <Button
              kind="quiet"
              icon={icons.close}
              aria-label={text.removeLog}
              title={text.removeLog}
              onClick={() => onLog(null)}
            />
          </>
        ) : (
          <span className="finding-empty">{hovered ? text.dropLog : text.logHint}</span>
        )}
      </div>
      <p role="alert" className="finding-error" hidden={!error}>
        {error && (
          <>
            <strong>{error.message}</strong> {error.fix} <code>{error.code}</code>
          </>
        )}
      </p>
    </section>
  );
}
