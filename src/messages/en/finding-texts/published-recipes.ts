/** Finding 9: what the theory says of the paper's own trainings. */
export const publishedRecipes = {
  title: 'The paper’s own settings',
  claim:
    'The published ImageNet and COCO recipes come to their equilibrium in the first stages only: every cut of the learning rate by k makes the way there k times longer than it was.',
  formula:
    '\\tau=\\tfrac{1-\\alpha}{4\\eta\\lambda},\\qquad \\eta\\to\\tfrac{\\eta}{k}:\\;\\;\\tau\\to k\\,\\tau',
  breaks:
    'With weights and momenta rescaled at every cut each stage must be at its equilibrium from the first step on. Computed, not trained: each recipe is taken to start at a tenth of its AU*, and the unit gradient to stay as large as it was.',
  sabotage: 'The recipes are stepped through with 2λ; the prediction keeps λ.',
  recipes: {
    'imagenet-sgd': 'ImageNet, ResNet-50, SGD',
    'imagenet-momentum': 'ImageNet, ResNet-50, momentum',
    'imagenet-stages': 'ImageNet, ResNet-50, stages',
    'coco-stages': 'COCO, Mask R-CNN, stages',
  },
  checks: {
    end: (recipe: string, stage: number) => `${recipe}, stage ${stage}: AU/AU* at its end`,
    rescaled: (recipe: string, stage: number) => `${recipe}, stage ${stage}, rescaled: lowest AU/AU*`,
    fifteenEpochs: 'ImageNet stage 2 after 15 epochs: AU/AU*',
  },
  charts: {
    curve: (recipe: string) => recipe,
    steps: 'steps',
    radians: 'AU (rad)',
    predicted: 'closed form',
    stepped: 'stepped through',
    target: 'AU*',
  },
} as const;
