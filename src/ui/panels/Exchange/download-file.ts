/** Hands a file to the user. */
import type { ExportedFile } from '../../../lab/exchange';
import type { Answer } from '../../../lab/worker-link';

/** Downloads what was asked for; an error is shown already. */
export function downloadAnswer(answer: Answer<ExportedFile>): void {
  if (!('error' in answer)) downloadFile(answer.value);
}

export function downloadFile({ name, content }: ExportedFile): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
