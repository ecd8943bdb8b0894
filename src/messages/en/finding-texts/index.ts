/**
 * Text of the findings, a file for each: its title, the claim in a sentence with its formula (TeX), why the settings
 * that must break it do, and what its checks, charts and trainings are called.
 */
import { equilibrium } from './equilibrium';
import { publishedRecipes } from './published-recipes';
import { sharpMinima } from './sharp-minima';

export const findings = {
  /** By the findings' ids. */
  equilibrium,
  'sharp-minima': sharpMinima,
  'published-recipes': publishedRecipes,
} as const;
