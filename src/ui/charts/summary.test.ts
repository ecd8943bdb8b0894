import { expect, it } from 'vitest';
import { summarise } from './summary';

const line = { key: 'a', label: 'conv1', colour: 'red', points: [{ step: 0, value: 0.5 }] };

it('says the last values and the last moves of the sliders', () => {
  expect(summarise(0, [line], [])).toBe('No steps yet.');
  expect(summarise(1000, [line], [], ' rad')).toBe('After 1,000 steps: conv1 0.500 rad.');
  const events = [1, 2, 3, 4, 5, 6].map((step) => ({ step, label: `η ${step}` }));
  expect(summarise(1000, [line], events.slice(0, 1))).toContain(' Changes: η 1 at step 1.');
  expect(summarise(1000, [line], events)).toContain('Changes: η 2 at step 2, ');
});
