/** What is typed of a recipe, and the recipe that it stands for. */
import { PUBLISHED_RECIPES, type RecipeId } from '../../../findings/published-recipes';
import type { Recipe } from '../../../findings/recipe';

export interface RecipeForm {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly momentum: number;
  readonly divisor: number;
  /** In epochs. */
  readonly milestones: readonly number[];
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** More stages are no step decay. */
export const MOST_MILESTONES = 16;

/** A published recipe in epochs; one that counts in steps has epochs of 1000. */
export function formOf(id: RecipeId): RecipeForm {
  const recipe: Recipe = PUBLISHED_RECIPES[id];
  const stepsPerEpoch = recipe.stepsPerEpoch ?? 1000;
  return {
    ...recipe.hyper,
    divisor: recipe.divisor,
    milestones: recipe.milestones.map((step) => step / stepsPerEpoch),
    epochs: Math.round(recipe.steps / stepsPerEpoch),
    stepsPerEpoch,
  };
}

export function recipeOf(form: RecipeForm): Recipe {
  const { learningRate, weightDecay, momentum, divisor, milestones, epochs, stepsPerEpoch } = form;
  const inSteps = (epoch: number) => Math.round(epoch * stepsPerEpoch);
  return {
    hyper: { learningRate, weightDecay, momentum },
    divisor,
    milestones: milestones.map(inSteps),
    steps: inSteps(epochs),
    stepsPerEpoch,
  };
}

/** Epochs as typed, `30,60,80`; null if they are no ascending positive numbers. */
export function milestonesFromText(text: string): readonly number[] | null {
  if (text.trim() === '') return [];
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const ascend = values.every((value, index) => value > (values[index - 1] ?? 0) && Number.isFinite(value));
  return ascend && values.length <= MOST_MILESTONES ? values : null;
}
