/** The theory on one screen, with the numbers of the present hyper-parameters put in. Needs no run. */

import { messages } from '../../../messages';
import { formatTex } from '../../../messages/format';
import { equilibriumAngularUpdate } from '../../../theory/equilibrium';
import { intakeShare } from '../../../theory/hyper-parameters';
import { Formula } from '../../components/Formula';
import { useTheory } from '../../hooks/use-theory';
import { regimeOf, rings } from './regime';
import { TransientChart } from './TransientChart';
import './Theory.css';

const text = messages.theory;

export function Theory() {
  const { hyper, rule } = useTheory();
  const { learningRate, weightDecay, momentum } = hyper;
  const target = equilibriumAngularUpdate(hyper, rule);
  const regime = regimeOf(hyper, rule);
  const eta = formatTex(learningRate);
  const lambda = formatTex(weightDecay);
  const alpha = formatTex(momentum);
  // Without momentum PyTorch does not dampen.
  const dampening = 1 - intakeShare(momentum, rule);
  const isHeavyBall = !rule.nesterov && !rule.decoupled && dampening === 0;
  const numbers = !isHeavyBall
    ? `=${formatTex(target)}\\;\\text{rad}`
    : `=\\sqrt{\\frac{2\\cdot ${eta}\\cdot ${lambda}}{1+${alpha}}}=${formatTex(target)}\\;\\text{rad}`;
  return (
    <div className="theory">
      <section>
        <h3>{text.lemma.heading}</h3> <p>{text.lemma.text}</p>
        <Formula display tex={text.lemma.formula} />
      </section>
      <section>
        <h3>{text.equilibrium.heading}</h3> <p>{text.equilibrium.text}</p>
        <Formula
          display
          tex={`${text.equilibrium.formula({ ...rule, dampening })}${regime === 'settles' ? numbers : regime === 'unstable' ? '' : '=0'}`}
        />
        <p>{regime === 'settles' ? text.equilibrium.after : text.equilibrium[regime]}</p>
      </section>
      <section>
        <h3>{text.norm.heading}</h3> <p>{text.norm.text}</p>
        <Formula display tex={text.norm.formula} />
        {!isHeavyBall && <p>{text.norm.heavyBall}</p>}
      </section>
      <section>
        <h3>{text.transient.heading}</h3> <p>{text.transient.text}</p>
        <Formula display tex={text.transient.formula} />
        {rings(hyper, rule) && <p>{text.rings}</p>}
        <TransientChart hyper={hyper} rule={rule} width={296} height={96} />
      </section>
      <section>
        <h3>{text.limits.heading}</h3>
        <ul>
          {text.limits.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      </section>
      <p className="theory-source">
        <a href={text.sourceLink} target="_blank" rel="noreferrer">
          {text.source}
        </a>
      </p>
    </div>
  );
}
