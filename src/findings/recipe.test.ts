/** The recipes of the paper, held against the numbers that the theory gives for them by hand. */
import { describe, expect, it } from 'vitest';
import { PUBLISHED_RECIPES, type RecipeId } from './published-recipes';
import { type Recipe, recipeAngle, recipeCurve, stagesOf } from './recipe';

const stages = (id: RecipeId) => stagesOf(PUBLISHED_RECIPES[id]);

describe('stages', () => {
  it('of constant learning rates are at their equilibrium in the end', () => {
    const [sgd] = stages('imagenet-sgd');
    expect(sgd?.target).toBeCloseTo(6.325e-3, 6);
    expect(sgd?.timeConstant).toBeCloseTo(12_500);
    expect(sgd?.endRatio).toBeCloseTo(1, 6);
    const [momentum] = stages('imagenet-momentum');
    expect(momentum?.target).toBeCloseTo(4.588e-3, 6);
    expect(momentum?.timeConstant).toBeCloseTo(1250);
  });

  it.each([
    [
      'imagenet-stages',
      [3.244e-3, 1.026e-3, 3.244e-4, 1.026e-4],
      [2.5e3, 2.5e4, 2.5e5, 2.5e6],
      [1, 0.989, 0.373, 0.119],
    ],
    ['coco-stages', [1.451e-3, 4.588e-4, 1.451e-4], [1.25e4, 1.25e5, 1.25e6], [1, 0.364, 0.116]],
  ] as const)('of %s', (id, targets, times, ends) => {
    const all = stages(id);
    expect(all.map(({ target }) => Number(target.toPrecision(4)))).toEqual(targets);
    for (const [index, stage] of all.entries()) expect(stage.timeConstant).toBeCloseTo(times[index]!);
    expect(all.map(({ endRatio }) => Number(endRatio.toFixed(3)))).toEqual(ends);
  });

  it('the second of ImageNet has come to 0.83 after 15 of its epochs', () => {
    const all = stages('imagenet-stages');
    const step = all[1]!.from + 15 * 5004;
    expect(recipeAngle(all, step) / all[1]!.target).toBeCloseTo(0.83, 2);
  });

  it('begin where the cut throws the angle: at once to 1/k of what it was', () => {
    const recipe: Recipe = { ...PUBLISHED_RECIPES['coco-stages'], divisor: 4 };
    const [first, second] = stagesOf(recipe);
    expect((second!.startRatio * second!.target) / (first!.endRatio * first!.target)).toBeCloseTo(1 / 4, 12);
  });

  it('end with the training: later milestones are none', () => {
    expect(stagesOf({ ...PUBLISHED_RECIPES['imagenet-stages'], steps: 200_000 })).toHaveLength(2);
  });
});

describe('curve', () => {
  it('has both ends of every stage and the values of the closed form', () => {
    const all = stages('coco-stages');
    const points = recipeCurve(all, 10);
    expect(points).toHaveLength(33);
    for (const step of [0, 300_000, 340_000, 360_000]) expect(points.some(([at]) => at === step)).toBe(true);
    for (const [step, angle] of points.slice(12, 21)) expect(angle).toBeCloseTo(recipeAngle(all, step), 12);
  });
});
