/** From what is typed to a recipe. */
import { expect, it } from 'vitest';
import { PUBLISHED_RECIPES, RECIPE_IDS } from '../../../findings/published-recipes';
import { formOf, milestonesFromText, recipeOf } from './recipe-form';

it('brings the published recipes back', () => {
  for (const id of RECIPE_IDS) {
    const { hyper, milestones } = recipeOf(formOf(id));
    expect(hyper).toEqual(PUBLISHED_RECIPES[id].hyper);
    expect(milestones).toEqual(PUBLISHED_RECIPES[id].milestones);
  }
});

it.each([
  ['', []],
  ['30, 60,80', [30, 60, 80]],
  ['1.5', [1.5]],
  ['60,30', null],
  ['0,1', null],
  ['30,,60', null],
  ['x', null],
  ['1e999', null],
])('reads %j as %j', (text, milestones) => {
  expect(milestonesFromText(text)).toEqual(milestones);
});
