/** The theory on one screen, with the numbers of the present hyper-parameters put in. Needs no run. */
import { equilibriumAngularUpdate, intrinsicRate } from '../../../theory/equilibrium';
import { ringingThreshold } from '../../../theory/ringing';
import { Formula } from '../../components/Formula';
import { formatTex } from '../../format';
import { useTheory } from '../../hooks/use-theory';
import { messages } from '../../messages';
import { TransientChart } from './TransientChart';
import './Theory.css';

const text = messages.theory;

export function Theory() {
  const { hyper, rule } = useTheory();
  const { learningRate, weightDecay, momentum } = hyper;
  const target = equilibriumAngularUpdate(hyper, rule);
  const settles = target > 0;
  const eta = formatTex(learningRate);
  const lambda = formatTex(weightDecay);
  const alpha = formatTex(momentum);
  const numbers = rule.nesterov
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
          tex={`${rule.nesterov ? text.equilibrium.nesterovFormula : text.equilibrium.formula}${settles ? numbers : '=0'}`}
        />
        <p>{settles ? text.equilibrium.after : text.equilibrium.noDecay}</p>
      </section>
      <section>
        <h3>{text.norm.heading}</h3> <p>{text.norm.text}</p>
        <Formula display tex={text.norm.formula} />
      </section>
      <section>
        <h3>{text.transient.heading}</h3> <p>{text.transient.text}</p>
        <Formula display tex={text.transient.formula} />
        {intrinsicRate(hyper, rule) > ringingThreshold(momentum) && <p>{text.rings}</p>}
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
