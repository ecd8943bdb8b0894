/** Addresses of the views. */
import { expect, it } from 'vitest';
import { FINDING_IDS } from '../findings/finding';
import { findingHash, viewOf } from './view';

it('opens every finding by its link', () => {
  for (const id of FINDING_IDS) expect(viewOf(findingHash(id))).toEqual({ name: 'findings', open: id });
  expect(viewOf(findingHash(null))).toEqual({ name: 'findings', open: null });
});

it('leaves every other link to the lab, and opens the gallery for a finding that does not exist', () => {
  for (const hash of ['', '#v=1&seed=9', '#findingsx', '#Finding=failures'])
    expect(viewOf(hash).name).toBe('lab');
  expect(viewOf('#finding=__proto__')).toEqual({ name: 'findings', open: null });
});
