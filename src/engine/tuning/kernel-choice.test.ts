/** Why each form runs: what people are told. */
import { expect, test } from 'vitest';
import { runConfigSchema } from '../../config/run-config';
import { chooseVariants } from '../kernels/choose-variants';
import { defaultVariants } from '../kernels/variants';
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

const presets = defaultVariants(false, features);
const preset = presets['convolution-forward'];
const other = preset === 'block-4' ? 'block-2' : 'block-4';

test('pinned, faster, kept, not timed, recorded', () => {
  const pinned = { [first]: other };
  const timings = {
    [second]: { fingerprint: '', samples: { [preset]: rounds(2), [other]: rounds(1) } },
    [third]: { fingerprint: '', samples: { [preset]: rounds(1), [other]: rounds(2) } },
  };
  const known = { [second]: other, [fourth]: other };
  const variants = chooseVariants(cases, { software: false, features, pinned, known });
  const facts = { trained, variants, pinned, timings, software: false, features };
  const choices = new Map(kernelChoices(facts).map((choice) => [choice.name, choice]));
  expect([...choices.keys()]).toEqual(cases.map(({ name }) => name));
  const of = (name: string) => [choices.get(name)?.form, choices.get(name)?.reason];
  expect(of(first)).toEqual([other, 'pinned']);
  expect(of(second)).toEqual([other, 'faster']);
  expect(of(third)).toEqual([preset, 'default-kept']);
  expect(of(fourth)).toEqual([other, 'recorded']);
  expect(of(cases.at(-1)!.name)).toEqual([presets.sgd, 'not-timed']);
  const form = (wanted: string) => choices.get(second)!.forms.find(({ name }) => name === wanted);
  expect(form(other)).toMatchObject({ isSupported: true, samples: rounds(1) });
  expect(form('quad-2')).toMatchObject({ isSupported: false, samples: [] });
});
