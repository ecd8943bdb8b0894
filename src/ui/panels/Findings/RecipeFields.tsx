/** The calculator's fields: a published recipe to start from, and every value of one's own. */

import { HYPER_PARAMETER_RANGES } from '../../../config/run-config';
import { RECIPE_IDS } from '../../../findings/published-recipes';
import { findings, messages } from '../../../messages';
import { Field } from '../../components/Field';
import { NumberInput } from '../../components/NumberInput';
import { TextInput } from '../../components/TextInput';
import { formOf, milestonesFromText, type RecipeForm } from './recipe-form';

const text = messages.findingsPage.recipes;

interface RecipeFieldsProps {
  readonly form: RecipeForm;
  readonly onChange: (form: RecipeForm) => void;
}

/** λ = 0 has no equilibrium, and η = 0 no step: there is nothing to predict. */
const NUMBERS = [
  { field: 'learningRate', minimum: 1e-9, maximum: HYPER_PARAMETER_RANGES.learningRate.maximum },
  { field: 'weightDecay', minimum: 1e-9, maximum: HYPER_PARAMETER_RANGES.weightDecay.maximum },
  { field: 'momentum', minimum: 0, maximum: HYPER_PARAMETER_RANGES.momentum.maximum },
  { field: 'divisor', minimum: 1, maximum: 1000 },
  { field: 'epochs', minimum: 1, maximum: 10_000 },
  { field: 'stepsPerEpoch', minimum: 1, maximum: 1_000_000, integer: true },
] as const;

export function RecipeFields({ form, onChange }: RecipeFieldsProps) {
  const id = RECIPE_IDS.find((candidate) => JSON.stringify(formOf(candidate)) === JSON.stringify(form));
  return (
    <div className="recipe-fields">
      <Field label={text.start} hint={text.startHint}>
        {(hintId) => (
          <select
            aria-describedby={hintId}
            value={id ?? ''}
            onChange={(event) => {
              const chosen = RECIPE_IDS.find((candidate) => candidate === event.target.value);
              if (chosen) onChange(formOf(chosen));
            }}
          >
            {!id && <option value="">{text.own}</option>}
            {RECIPE_IDS.map((candidate) => (
              <option key={candidate} value={candidate}>
                {findings['published-recipes'].recipes[candidate]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {NUMBERS.map(({ field, ...range }) => (
        <Field key={field} label={text[field]} hint={text[field]}>
          {(hintId) => (
            <NumberInput
              name={null}
              value={form[field]}
              {...range}
              describedBy={hintId}
              onChange={(value) => onChange({ ...form, [field]: value })}
            />
          )}
        </Field>
      ))}
      <Field label={text.milestones} hint={text.milestonesHint}>
        {(hintId) => (
          <TextInput
            name={null}
            value={form.milestones.join(',')}
            isValid={(typed) => milestonesFromText(typed) !== null}
            hint={text.milestonesFormat}
            describedBy={hintId}
            onChange={(typed) => onChange({ ...form, milestones: milestonesFromText(typed) ?? [] })}
          />
        )}
      </Field>
    </div>
  );
}
