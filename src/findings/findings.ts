/** All findings there are, in the gallery's order. */
import type { Finding } from './finding';
import { publishedRecipes } from './published-recipes';
import { sharpMinima } from './sharp-minima';

export const findings: readonly Finding[] = [sharpMinima, publishedRecipes];
