/** A case of the choice of kernels: the form that runs, why, and what the others took. */

import type { KernelChoice } from '../../../engine/tuning/kernel-choice';
import { summarise } from '../../../engine/tuning/statistics';
import { messages } from '../../../messages';
import { useLab, useLabState } from '../../hooks/use-lab';

const text = messages.kernelChoices;

export function CaseRow({ choice }: { readonly choice: KernelChoice }) {
  const { name, form, reason, forms } = choice;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <Pin choice={choice} />
      </td>
      <td>{text.reasons[reason]}</td>
      <td>
        <ul>
          {forms.map((candidate) => (
            <li key={candidate.name} data-chosen={candidate.name === form || undefined}>
              {candidate.name} <span>{timeText(candidate)}</span>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

function Pin({ choice: { name, form, reason, forms } }: { readonly choice: KernelChoice }) {
  const lab = useLab();
  const pinned = useLabState((state) => state.staged.variants[name]);
  return (
    <select
      aria-label={text.pinOf(name)}
      value={pinned ?? ''}
      onChange={(event) => lab.pin(name, event.target.value || null)}
    >
      <option value="">{text.unpinned(reason === 'pinned' ? null : form)}</option>
      {forms
        .filter(({ isSupported }) => isSupported)
        .map((candidate) => (
          <option key={candidate.name}>{candidate.name}</option>
        ))}
    </select>
  );
}

function timeText({ isSupported, samples }: KernelChoice['forms'][number]): string {
  if (!isSupported) return text.unsupported;
  if (samples.length === 0) return text.notTimed;
  const { median, least, most, count } = summarise(samples);
  return count === 1 ? text.dropped(median) : text.time(median, least, most);
}
