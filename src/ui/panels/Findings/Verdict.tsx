/** The verdict: every check with what was predicted, measured and allowed. In words and signs, not by colour alone. */
import type { Check, Tolerance } from '../../../findings/check';
import type { FindingResult } from '../../../findings/finding';
import { messages } from '../../../messages';
import { formatCount, formatParameter, formatSignificant } from '../../../messages/format';
import './Verdict.css';

const text = messages.findingsPage.verdict;

const DIGITS = 4;

interface VerdictProps {
  readonly result: FindingResult;
  readonly sabotaged: boolean;
}

export function Verdict({ result: { checks, agrees }, sabotaged }: VerdictProps) {
  const agreeing = checks.filter((check) => check.agrees).length;
  const groups = [
    { title: text.claims, checks: checks.filter(({ control }) => !control) },
    { title: text.controls, checks: checks.filter(({ control }) => control) },
  ];
  return (
    <section className="verdict finding-table" aria-label={text.title}>
      <h3>
        {text.title}: <Outcome agrees={agrees} />
        <small>{text.count(agreeing, checks.length)}</small>
        {sabotaged && <small className="verdict-sabotaged">{text.sabotaged}</small>}
      </h3>
      <table>
        <thead>
          <tr>
            {Object.entries(text.columns).map(([key, name]) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map(
          (group) =>
            group.checks.length > 0 && (
              <tbody key={group.title}>
                <tr>
                  <th scope="rowgroup" colSpan={5}>
                    {group.title}
                  </th>
                </tr>
                {group.checks.map((check) => (
                  <Row key={check.name} check={check} />
                ))}
              </tbody>
            ),
        )}
      </table>
    </section>
  );
}

function Row({ check }: { readonly check: Check }) {
  const { name, predicted, measured, uncertainty, tolerance, agrees, isCount } = check;
  const value = (number: number) => (isCount ? formatCount(number) : formatSignificant(number, DIGITS));
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="verdict-theory">{predicted === null ? '' : value(predicted)}</td>
      <td className="verdict-measured">
        {uncertainty === null
          ? value(measured)
          : text.withError(value(measured), formatSignificant(uncertainty, 2))}
      </td>
      <td>{toleranceText(tolerance, value)}</td>
      <td>
        <Outcome agrees={agrees} />
      </td>
    </tr>
  );
}

function Outcome({ agrees }: { readonly agrees: boolean }) {
  return (
    <span className="verdict-outcome" data-agrees={agrees}>
      <span aria-hidden="true">{agrees ? '✓' : '✗'}</span> {agrees ? text.agrees : text.disagrees}
    </span>
  );
}

function toleranceText(tolerance: Tolerance, value: (number: number) => string): string {
  if (tolerance.kind === 'relative')
    return text.relative(formatParameter(Number((tolerance.share * 100).toPrecision(3))));
  const { from, to } = tolerance;
  if (to === Number.POSITIVE_INFINITY) return text.atLeast(value(from));
  if (from === Number.NEGATIVE_INFINITY) return text.atMost(value(to));
  return text.range(
    formatParameter(Number(from.toPrecision(DIGITS))),
    formatParameter(Number(to.toPrecision(DIGITS))),
  );
}
