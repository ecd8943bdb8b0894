/** The gallery knows what each finding needs without loading its experiment. */
import { expect, it } from 'vitest';
import { findings } from '../../../findings/findings';
import { FINDING_CARDS, GPU_FREE } from './finding-texts';

it('offers without WebGPU exactly what runs without it, under the same numbers', () => {
  for (const { id, number, runs } of findings) {
    expect(GPU_FREE.includes(id), id).toBe(runs === 'anywhere');
    expect(FINDING_CARDS.find((card) => card.id === id)?.number, id).toBe(number);
  }
});
