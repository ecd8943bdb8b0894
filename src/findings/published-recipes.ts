/**
 * Finding 9: the paper's own trainings (Wan et al. 2020, section 4), and how far each of their stages gets.
 *
 * Computed, not trained. The closed form of each stage is held against the exact recursion of the three scalars that
 * carry a weight's size, stepped through the whole recipe, step by step.
 */
import { findings } from '../messages';
import { equilibriumNorm } from '../theory/equilibrium';
import { type NormState, rescale, stateWithEmptyBuffer, step as stepNorm } from '../theory/norm-recursion';
import { rescaleFactors } from '../theory/step-decay';
import { between, type Check, within } from './check';
import { type Chart, type Finding, resultOf } from './finding';
import { type Recipe, type RecipeStage, recipeAngle, recipeCurve, START_RATIO, stagesOf } from './recipe';

const text = findings['published-recipes'];

/** ImageNet's 1,281,167 images in batches of 256. */
const IMAGENET_EPOCH = 5004;

const momentum = 0.9;
const weightDecay = 1e-4;

export const PUBLISHED_RECIPES = {
  'imagenet-sgd': {
    hyper: { learningRate: 0.2, weightDecay, momentum: 0 },
    divisor: 10,
    milestones: [],
    steps: 450_000,
    stepsPerEpoch: IMAGENET_EPOCH,
  },
  'imagenet-momentum': {
    hyper: { learningRate: 0.2, weightDecay, momentum },
    divisor: 10,
    milestones: [],
    steps: 450_000,
    stepsPerEpoch: IMAGENET_EPOCH,
  },
  'imagenet-stages': {
    hyper: { learningRate: 0.1, weightDecay, momentum },
    divisor: 10,
    milestones: [30, 60, 80].map((epoch) => epoch * IMAGENET_EPOCH),
    steps: 90 * IMAGENET_EPOCH,
    stepsPerEpoch: IMAGENET_EPOCH,
  },
  'coco-stages': {
    hyper: { learningRate: 0.02, weightDecay, momentum },
    divisor: 10,
    milestones: [300_000, 340_000],
    steps: 360_000,
    stepsPerEpoch: null,
  },
} satisfies Record<keyof typeof text.recipes, Recipe>;

export type RecipeId = keyof typeof PUBLISHED_RECIPES;
export const RECIPE_IDS = Object.keys(PUBLISHED_RECIPES) as readonly RecipeId[];

/** Those with cuts. */
const STAGED = RECIPE_IDS.filter((id) => PUBLISHED_RECIPES[id].milestones.length > 0);

/** Relative: the closed form is the limit of small X, which is 2e-4 at most here. */
const SHARE = 0.01;
/** Steps between two reports, and points of a chart per stage. */
const STRETCH = 20_000;
const POINTS = 100;

/** AU in rad at every step. */
async function steppedAngles(
  recipe: Recipe,
  rescaled: boolean,
  sabotage: boolean,
  report: (step: number) => Promise<void>,
): Promise<Float64Array> {
  const stages = stagesOf(recipe);
  const angles = new Float64Array(recipe.steps);
  let state: NormState = stateWithEmptyBuffer(equilibriumNorm(recipe.hyper, 1) ** 2 / START_RATIO);
  for (const { from, to, hyper } of stages) {
    const used = sabotage ? { ...hyper, weightDecay: 2 * hyper.weightDecay } : hyper;
    if (rescaled && from > 0) {
      const { weight, buffer } = rescaleFactors(recipe.divisor);
      state = rescale(state, weight, buffer);
    }
    for (let step = from; step < to; step++) {
      const next = stepNorm(state, used, 1);
      state = next.state;
      angles[step] = next.angle;
      if (step % STRETCH === 0) await report(step);
    }
  }
  return angles;
}

export const publishedRecipes: Finding = {
  id: 'published-recipes',
  number: 9,
  runs: 'anywhere',
  async run({ progress, draw, signal }, { sabotage }) {
    const total = STAGED.reduce((sum, id) => sum + 2 * PUBLISHED_RECIPES[id].steps, 0);
    const checks: Check[] = [];
    const charts: Chart[] = [];
    let before = 0;
    for (const id of STAGED) {
      const recipe: Recipe = PUBLISHED_RECIPES[id];
      const name = text.recipes[id];
      const stages = stagesOf(recipe);
      const report = async (step: number) => {
        progress(before + step, total, name);
        await new Promise((resolve) => setTimeout(resolve));
        signal.throwIfAborted();
      };
      const angles = await steppedAngles(recipe, false, sabotage, report);
      checks.push(...stageChecks(name, stages, angles));
      if (id === 'imagenet-stages') checks.push(fifteenEpochs(stages, angles));
      charts.push(chartOf(name, stages, angles));
      draw(() => charts);
      before += recipe.steps;
      const rescaled = await steppedAngles(recipe, true, sabotage, report);
      before += recipe.steps;
      checks.push(...rescaledChecks(name, stages, rescaled));
    }
    progress(total, total, '');
    return resultOf(checks, charts);
  },
};

function stageChecks(recipe: string, stages: readonly RecipeStage[], angles: Float64Array): Check[] {
  return stages.map(({ target, endRatio, to }, index) =>
    within({
      name: text.checks.end(recipe, index + 1),
      predicted: endRatio,
      measured: angles[to - 1]! / target,
      share: SHARE,
    }),
  );
}

/** The paper sees the second ImageNet stage arrive within 15 epochs. */
function fifteenEpochs(stages: readonly RecipeStage[], angles: Float64Array): Check {
  const { from, target } = stages[1]!;
  const step = from + 15 * IMAGENET_EPOCH;
  return within({
    name: text.checks.fifteenEpochs,
    predicted: recipeAngle(stages, step) / target,
    measured: angles[step]! / target,
    share: SHARE,
  });
}

/** Rescaled at every cut, no stage behind one is ever away from its equilibrium. */
function rescaledChecks(recipe: string, stages: readonly RecipeStage[], angles: Float64Array): Check[] {
  return stages.slice(1).map(({ from, to, target }, index) => {
    const lowest = angles
      .subarray(from, to)
      .reduce((least, angle) => Math.min(least, angle), Number.POSITIVE_INFINITY);
    return between({
      name: text.checks.rescaled(recipe, index + 2),
      predicted: 1,
      measured: lowest / target,
      from: 1 - SHARE,
      to: 1 + SHARE,
      control: true,
    });
  });
}

function chartOf(title: string, stages: readonly RecipeStage[], angles: Float64Array): Chart {
  const { charts } = text;
  const stepped = stages.flatMap(({ from, to }) =>
    Array.from({ length: POINTS + 1 }, (_, i) => {
      const step = Math.round(from + ((to - 1 - from) * i) / POINTS);
      return [step, angles[step]!] as const;
    }),
  );
  return {
    title,
    kind: 'lines',
    x: { label: charts.steps, logarithmic: false },
    y: { label: charts.radians, logarithmic: true },
    series: [
      { name: charts.stepped, role: 'measured', points: stepped },
      { name: charts.predicted, role: 'theory', points: recipeCurve(stages) },
      {
        name: charts.target,
        role: 'control',
        points: stages.flatMap(({ from, to, target }) => [[from, target] as const, [to, target] as const]),
      },
    ],
  };
}
