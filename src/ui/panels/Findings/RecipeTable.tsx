/** Recipes stage by stage: where each is headed, how long it takes, how far it gets. */
import { type Recipe, stagesOf } from '../../../findings/recipe';
import { messages } from '../../../messages';
import { formatCount, formatFixed, formatParameter, formatSignificant } from '../../../messages/format';

const text = messages.findingsPage.recipes;

interface RecipeTableProps {
  readonly rows: readonly { readonly name: string; readonly recipe: Recipe }[];
}

export function RecipeTable({ rows }: RecipeTableProps) {
  return (
    <div className="recipe-table finding-table">
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
        {rows.map(({ name, recipe }) => {
          const stages = stagesOf(recipe);
          return (
            <tbody key={name}>
              {stages.map((stage, index) => (
                <tr key={stage.from}>
                  {index === 0 && (
                    <th scope="rowgroup" rowSpan={stages.length}>
                      {name}
                    </th>
                  )}
                  <td>{text.stage(index + 1)}</td>
                  <td>{formatParameter(stage.hyper.learningRate)}</td>
                  <td>{text.range(formatCount(stage.from), formatCount(stage.to))}</td>
                  <td>{formatSignificant(stage.target, 4)}</td>
                  <td>{count(stage.timeConstant)}</td>
                  <td>{count(stage.stepsToSettle)}</td>
                  <td>{formatFixed(stage.endRatio, 3)}</td>
                </tr>
              ))}
            </tbody>
          );
        })}
      </table>
    </div>
  );
}

/** Steps, which may be for ever. */
function count(steps: number): string {
  return Number.isFinite(steps) ? formatCount(Math.round(steps)) : formatSignificant(steps);
}
