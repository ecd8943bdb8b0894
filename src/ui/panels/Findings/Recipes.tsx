/** Finding 9's tables and calculator: published recipes and any other, with a log drawn over the prediction. */
import { useState } from 'react';
import { PUBLISHED_RECIPES, RECIPE_IDS, type RecipeId } from '../../../findings/published-recipes';
import { type Recipe, recipeCurve, stagesOf } from '../../../findings/recipe';
import { findings, messages } from '../../../messages';
import { FindingChart } from './FindingChart';
import { LogDrop, type NamedLog } from './LogDrop';
import { RecipeFields } from './RecipeFields';
import { RecipeTable } from './RecipeTable';
import { formOf, type RecipeForm, recipeOf } from './recipe-form';
import './Recipes.css';

const text = messages.findingsPage.recipes;
const FIRST: RecipeId = 'imagenet-stages';

export function Recipes() {
  const [form, setForm] = useState<RecipeForm>(() => formOf(FIRST));
  const [log, setLog] = useState<NamedLog | null>(null);
  const recipe = recipeOf(form);
  const published = RECIPE_IDS.map((id) => ({
    name: findings['published-recipes'].recipes[id],
    recipe: PUBLISHED_RECIPES[id],
  }));
  return (
    <>
      <section className="recipes" aria-label={text.tableTitle}>
        <h3>{text.tableTitle}</h3>
        <RecipeTable rows={published} />
        <p className="finding-empty">{text.assumption}</p>
      </section>
      <LogDrop log={log} onLog={setLog}>
        <h3>{text.calculatorTitle}</h3>
        <div className="recipe-calculator">
          <RecipeFields form={form} onChange={setForm} />
          <FindingChart chart={chartOf(recipe, log)} />
        </div>
        <RecipeTable rows={[{ name: text.own, recipe }]} />
      </LogDrop>
    </>
  );
}

function chartOf(recipe: Recipe, log: NamedLog | null) {
  const stages = stagesOf(recipe);
  const { charts } = text;
  const measured = log && {
    name: log.name,
    role: 'measured' as const,
    points: Array.from(log.log.steps, (step, index) => [step, log.log.angles[index]!] as const),
  };
  return {
    title: charts.title,
    kind: 'lines' as const,
    x: { label: charts.steps, logarithmic: false },
    y: { label: charts.radians, logarithmic: true },
    series: [
      ...(measured ? [measured] : []),
      { name: charts.predicted, role: 'theory' as const, points: recipeCurve(stages) },
      {
        name: charts.target,
        role: 'control' as const,
        points: stages.flatMap(({ from, to, target }) => [[from, target] as const, [to, target] as const]),
      },
    ],
  };
}
