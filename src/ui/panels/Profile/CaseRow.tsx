/** A case of the choice of kernels: the form that runs, why, and what each took. */

import type { KernelChoice } from '../../../engine/tuning/kernel-choice';
import { messages } from '../../../messages';
import { useLab, useLabState } from '../../hooks/use-lab';
import { FormTimes } from './FormTimes';

const text = messages.kernelChoices;

export function CaseRow({ choice }: { readonly choice: KernelChoice }) {
  const { name, reason } = choice;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <Pin choice={choice} />
      </td>
      <td>{text.reasons[reason]}</td>
      <td>
        <FormTimes choice={choice} />
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
