/** What each form of a kernel took in a case; the one that runs stands out. */
import type { KernelChoice } from '../../../engine/tuning/kernel-choice';
import { summarise } from '../../../engine/tuning/statistics';
import { messages } from '../../../messages';

const text = messages.kernelChoices;

export function FormTimes({ choice: { form, forms } }: { readonly choice: KernelChoice }) {
  // Forms that this device cannot run, or that are not worth timing on it, would only fill the line.
  const shown = forms.filter(({ name, samples }) => samples.length > 0 || name === form);
  return (
    <ul className="form-times">
      {shown.map((candidate) => (
        <li key={candidate.name} data-chosen={candidate.name === form || undefined}>
          {candidate.name} <span>{timeText(candidate)}</span>
        </li>
      ))}
    </ul>
  );
}

function timeText({ samples }: KernelChoice['forms'][number]): string {
  if (samples.length === 0) return text.notTimed;
  const { median, least, most, count } = summarise(samples);
  return count === 1 ? text.dropped(median) : text.time(median, least, most);
}
