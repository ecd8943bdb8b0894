/** What each form of a kernel took in a case; the one that runs stands out. */
import type { KernelChoice } from '../../../engine/tuning/kernel-choice';
import { summarise } from '../../../engine/tuning/statistics';
import { messages } from '../../../messages';

const text = messages.kernelChoices;

export function FormTimes({ choice: { form, forms } }: { readonly choice: KernelChoice }) {
  return (
    <ul className="form-times">
      {forms.map((candidate) => (
        <li key={candidate.name} data-chosen={candidate.name === form || undefined}>
          {candidate.name} <span>{timeText(candidate)}</span>
        </li>
      ))}
    </ul>
  );
}

function timeText({ isSupported, samples }: KernelChoice['forms'][number]): string {
  if (!isSupported) return text.unsupported;
  if (samples.length === 0) return text.notTimed;
  const { median, least, most, count } = summarise(samples);
  return count === 1 ? text.dropped(median) : text.time(median, least, most);
}
