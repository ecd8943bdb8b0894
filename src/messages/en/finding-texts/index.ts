/**
 * Text of the findings, a file for each: its title, the claim in a sentence with its formula (TeX), why the settings
 * that must break it do, and what its checks, charts and trainings are called.
 */

import { equilibrium } from './equilibrium';
import { equilibriumNorm } from './equilibrium-norm';
import { equivalentHyperParameters } from './equivalent-hyper-parameters';
import { failures } from './failures';
import { learningRateCut } from './learning-rate-cut';
import { linearScaling } from './linear-scaling';
import { noVanishingGradients } from './no-vanishing-gradients';
import { publishedRecipes } from './published-recipes';
import { sharpMinima } from './sharp-minima';

export const findings = {
  /** By the findings' ids. */
  equilibrium,
  'sharp-minima': sharpMinima,
  'published-recipes': publishedRecipes,
  'equilibrium-norm': equilibriumNorm,
  'no-vanishing-gradients': noVanishingGradients,
  'learning-rate-cut': learningRateCut,
  'linear-scaling': linearScaling,
  'equivalent-hyper-parameters': equivalentHyperParameters,
  failures,
} as const;
