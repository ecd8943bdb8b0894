/** All findings there are, in the gallery's order. */
import { equilibrium } from './equilibrium';
import { equilibriumNorm } from './equilibrium-norm';
import { equivalentHyperParameters } from './equivalent-hyper-parameters';
import { failures } from './failures';
import type { Finding } from './finding';
import { learningRateCut } from './learning-rate-cut';
import { linearScaling } from './linear-scaling';
import { noVanishingGradients } from './no-vanishing-gradients';
import { publishedRecipes } from './published-recipes';
import { sharpMinima } from './sharp-minima';

export const findings: readonly Finding[] = [
  equilibrium,
  equilibriumNorm,
  noVanishingGradients,
  learningRateCut,
  linearScaling,
  sharpMinima,
  equivalentHyperParameters,
  failures,
  publishedRecipes,
];
