/** The kernels of the step, in the order that its heads choose; pressing one opens its details. */
import { useState } from 'react';
import type { KernelProfile, StepProfile } from '../../../engine/profile/step-profile';
import { messages } from '../../../messages';
import { formatBytes, formatCount, formatPercent, formatSignificant } from '../../../messages/format';
import { type KernelColumn, type KernelOrder, type KernelRow, kernelRows, nextOrder } from './kernel-rows';

const text = messages.profile.table;
const { none } = messages.profile;
const COLUMNS = Object.keys(text.columns) as KernelColumn[];

interface KernelTableProps {
  readonly profile: StepProfile;
  readonly chosen: KernelProfile | null;
  readonly onChoose: (kernel: KernelProfile) => void;
}

export function KernelTable({ profile, chosen, onChoose }: KernelTableProps) {
  const [order, setOrder] = useState<KernelOrder>({ column: 'share', descending: true });
  return (
    <section className="profile-table" aria-label={text.title}>
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <Head
                key={column}
                column={column}
                order={order}
                onSort={() => setOrder(nextOrder(order, column))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {kernelRows(profile, order).map((row) => (
            <Row
              key={row.kernel.code}
              row={row}
              chosen={row.kernel === chosen}
              onChoose={() => onChoose(row.kernel)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface HeadProps {
  readonly column: KernelColumn;
  readonly order: KernelOrder;
  readonly onSort: () => void;
}

function Head({ column, order, onSort }: HeadProps) {
  const direction = order.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={order.column === column ? direction : 'none'}>
      <button type="button" title={text.hints[column]} onClick={onSort}>
        {text.columns[column]}
      </button>
    </th>
  );
}

interface RowProps {
  readonly row: KernelRow;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function Row({ row: { kernel, figures }, chosen, onChoose }: RowProps) {
  const { label, count, time, flop } = kernel;
  const [operation = '', ...shape] = label.split(' ');
  const { bound, fraction, share } = figures;
  return (
    <tr data-chosen={chosen}>
      <th scope="row">
        <button type="button" title={label} aria-expanded={chosen} onClick={onChoose}>
          {operation} <small>{shape.join(' ')}</small>
        </button>
      </th>
      <td>{formatCount(count)}</td>
      <td>
        <small className="profile-range">{text.range(time.least, time.most)}</small>{' '}
        <span>{formatSignificant(time.median)}</span>
      </td>
      <td className="profile-share">
        <span className="profile-bar" style={{ inlineSize: `${100 * share}%` }} aria-hidden="true" />
        <span>{formatPercent(share)}</span>
      </td>
      <td>{flop > 0 ? formatSignificant(figures.gflops) : none}</td>
      <td>{Number.isNaN(figures.bytes) ? none : formatBytes(figures.bytes)}</td>
      <td title={bound ? text.boundBy(bound.limit) : undefined}>
        {text.bound(fraction)}
        {fraction > 1 && <small className="profile-warning"> {text.probeTooLow}</small>}
      </td>
    </tr>
  );
}
