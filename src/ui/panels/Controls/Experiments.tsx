/** What a newcomer could try: each line sets what it names, and says what to look at. */
import type { Lab } from '../../../lab/lab-store';
import { messages } from '../../../messages';
import { useLab } from '../../hooks/use-lab';
import './Experiments.css';

type ExperimentName = keyof typeof messages.experiments.list;

const EXPERIMENTS: Record<ExperimentName, (lab: Lab) => void> = {
  cutLearningRate: (lab) => {
    const { learningRate } = lab.store.getState().hyperParameters;
    lab.setHyperParameter('learningRate', Number((learningRate / 10).toPrecision(6)));
  },
  noDecay: (lab) => lab.setHyperParameter('weightDecay', 0),
  smallStart: (lab) => lab.change('network.initialScale', 0.1),
  noBatchNorm: (lab) => lab.change('network.batchNorm', false),
};

export function Experiments() {
  const lab = useLab();
  return (
    <section className="experiments">
      <h3>{messages.experiments.title}</h3>
      <ul>
        {(Object.keys(EXPERIMENTS) as ExperimentName[]).map((name) => {
          const { action, watch } = messages.experiments.list[name];
          return (
            <li key={name}>
              <button type="button" onClick={() => EXPERIMENTS[name](lab)}>
                {action}
              </button>
              <span>{watch}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
