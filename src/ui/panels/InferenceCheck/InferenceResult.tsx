/** What the check found, in numbers, and the model to take away. */

import { messages } from '../../../messages';
import { formatCount, formatPercent, formatSignificant } from '../../../messages/format';
import { LOGIT_TOLERANCE } from '../../../onnx/compare-logits';
import { Button } from '../../components/Button';
import { downloadFile } from '../Exchange/download-file';
import type { InferenceOutcome } from './use-inference-check';

const text = messages.inference;

export function InferenceResult({ outcome }: { readonly outcome: InferenceOutcome }) {
  const { report, comparison, onnxMilliseconds } = outcome;
  const { disagreements, explained, maxDifference, passes } = comparison;
  return (
    <section className="inference-result" aria-label={text.title}>
      <p className="inference-verdict" data-passes={passes}>
        {passes ? text.passed : text.failed}
      </p>
      <dl>
        <div>
          <dt>{text.difference}</dt>
          <dd>{formatSignificant(maxDifference)}</dd>
        </div>
        <div>
          <dt>{text.limit}</dt>
          <dd>{formatSignificant(LOGIT_TOLERANCE, 1)}</dd>
        </div>
        <div>
          <dt>{text.agreement}</dt>
          <dd>{text.agreementOf(report.count - disagreements, report.count)}</dd>
        </div>
      </dl>
      {disagreements > 0 && <p>{text.explained(explained, disagreements)}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{text.quantity}</span>
            </th>
            <th scope="col">{text.ours}</th>
            <th scope="col">{text.reference}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{text.accuracy}</th>
            <td>{formatPercent(comparison.accuracyOurs)}</td>
            <td>{formatPercent(comparison.accuracyOnnx)}</td>
          </tr>
          <tr>
            <th scope="row">{text.time}</th>
            <td>
              {text.milliseconds(report.milliseconds)} <small>{text.oursSpan}</small>
            </td>
            <td>
              {text.milliseconds(onnxMilliseconds)} <small>{text.referenceSpan}</small>
            </td>
          </tr>
        </tbody>
      </table>
      <p>{text.weightsOf(formatCount(report.step), formatCount(report.count))}</p>
      <Button
        onClick={() => downloadFile({ name: text.fileName(report.step), content: new Blob([report.model]) })}
      >
        {text.download}
      </Button>
    </section>
  );
}
