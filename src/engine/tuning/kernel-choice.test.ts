/** Why each form runs: what people are told. */
import { expect, test } from 'vitest';
import { runConfigSchema } from '../../config/run-config';
import { chooseVariants } from '../kernels/choose-variants';
import { kernelCases } from '../model/kernel-cases';
import { networkOf } from '../model/presets';
import { ROUNDS } from './choose-by-timing';
import { kernelChoices } from './kernel-choice';

const { network, optimizer } = runConfigSchema.parse({});
const image = { channels: 1, height: 28, width: 28 };
const trained = { network: networkOf(network, image, 10), optimizer, batch: 32, telemetry: true };
const features: GPUSupportedFeatures = new Set<string>();
const cases = kernelCases(trained);
const [first, second, third, fourth] = cases
  .filter(({ operation }) => operation === 'convolution-forward')
  .map(({ name }) => name) as [string, string, string, string];
const rounds = (ms: number) => Array.from({ length: ROUNDS }, () => ms);

test('pinned, faster, kept, not timed, recorded', () => {
  const pinned = { [first]: 'block-4' };
  const timings = {
    [second]: { fingerprint: '', samples: { 'block-2': rounds(2), 'block-4': rounds(1) } },
    [third]: { fingerprint: '', samples: { 'block-2': rounds(1), 'block-4': rounds(2) } },
  };
  const known = { [second]: 'block-4', [fourth]: 'block-4' };
  const variants = chooseVariants(cases, { software: false, features, pinned, known });
  const facts = { trained, variants, pinned, timings, software: false, features };
  const choices = new Map(kernelChoices(facts).map((choice) => [choice.name, choice]));
  expect([...choices.keys()]).toEqual(cases.map(({ name }) => name));
  const of = (name: string) => [choices.get(name)?.form, choices.get(name)?.reason];
  expect(of(first)).toEqual(['block-4', 'pinned']);
  expect(of(second)).toEqual(['block-4', 'faster']);
  expect(of(third)).toEqual(['block-2', 'default-kept']);
  expect(of(fourth)).toEqual(['block-4', 'recorded']);
  expect(choices.get(cases.at(-1)!.name)).toMatchObject({ form: 'threads-64', reason: 'not-timed' });
  const forms = choices.get(second)!.forms;
  expect(forms.find(({ name }) => name === 'block-4')).toMatchObject({
    isSupported: true,
    samples: rounds(1),
  });
  expect(forms.find(({ name }) => name === 'quad-2')).toMatchObject({ isSupported: false, samples: [] });
});
