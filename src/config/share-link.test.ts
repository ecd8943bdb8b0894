/** A link brings back the same run, and nothing hostile gets through or throws. */
import { describe, expect, it } from 'vitest';
import type { Field, FieldValue } from './field-kinds';
import { setAtPath } from './field-values';
import { FIELD_PATHS, FIELDS, type FieldPath } from './fields';
import { HYPER_PARAMETER_NAMES, HYPER_PARAMETER_RANGES, MAX_EVENTS, runConfigSchema } from './run-config';
import { configFromHash, configToHash, MAX_LINK_LENGTH } from './share-link';

/** A small seeded generator (Lehmer, multiplier 48271), so that a failure repeats. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function randomValue(field: Field, random: () => number): FieldValue {
  const between = (low: number, high: number) => low + (high - low) * random() ** 4;
  switch (field.kind) {
    case 'boolean':
      return random() < 0.5;
    case 'choice':
      return field.choices[Math.floor(random() * field.choices.length)]?.value ?? '';
    case 'numbers':
      return Array.from({ length: field.count }, () => Math.floor(between(field.minimum, field.maximum + 1)));
    case 'list':
      return [...new Set(Array.from({ length: 3 }, () => Math.floor(between(1, 1e9))))].sort((a, b) => a - b);
    case 'factors':
      return { conv1: between(field.minimum, field.maximum), fc: 0.5 };
    case 'number': {
      const value = between(field.minimum, field.maximum);
      return field.integer ? Math.floor(value) : value;
    }
  }
}

function randomConfig(random: () => number) {
  const input: Record<string, unknown> = {};
  for (const path of FIELD_PATHS) {
    if (random() < 0.3) setAtPath(input, path, randomValue(FIELDS[path], random));
  }
  if (random() < 0.5) setAtPath(input, 'optimizer.nesterov', false);
  else setAtPath(input, 'optimizer.dampening', 0);
  const events = Array.from({ length: Math.floor(random() * 5) }, () => {
    if (random() < 0.3) {
      const value = { weights: 0.1 + random(), momenta: random(), runningStatistics: -random() };
      return { step: Math.floor(random() * 1e6), field: 'rescale', value };
    }
    const field = HYPER_PARAMETER_NAMES[Math.floor(random() * 3)] ?? 'momentum';
    return {
      step: Math.floor(random() * 1e6),
      field,
      value: random() * HYPER_PARAMETER_RANGES[field].maximum,
    };
  });
  input.events = events.sort((first, second) => first.step - second.step);
  return runConfigSchema.parse(input);
}

function whereRefused(hash: string): string {
  const result = configFromHash(hash);
  if (!('error' in result)) throw new Error(`accepted: ${hash}`);
  expect(result.error.fix).not.toBe('');
  expect(result.error.message.length).toBeLessThan(300);
  return result.error.where;
}

describe('share link', () => {
  it('holds only what differs from the default, in readable form', () => {
    const config = runConfigSchema.parse({
      optimizer: { learningRate: 0.2 },
      network: { channels: [8, 16, 32], initialScales: { conv1: 0.05, conv2: 20 } },
      events: [
        { step: 120, field: 'learningRate', value: 0.01 },
        { step: 300, field: 'momentum', value: 0 },
        { step: 400, field: 'rescale', value: { weights: 0.5, momenta: 2 } },
      ],
      schedule: { kind: 'step', milestones: [500, 800], warmUp: 10 },
    });
    expect(configToHash(config)).toBe(
      '#v=1&optimizer.learningRate=0.2&schedule.kind=step&schedule.warmUp=10&schedule.milestones=500,800&network.channels=8,16,32&network.initialScales=conv1:0.05,conv2:20&events=120:learningRate:0.01,300:momentum:0,400:rescale:0.5/2/1',
    );
    expect(configToHash(runConfigSchema.parse({}))).toBe('#v=1');
  });

  it('brings back every config exactly', () => {
    const random = randomNumbers(7);
    for (let round = 0; round < 300; round++) {
      const config = randomConfig(random);
      expect(configFromHash(configToHash(config))).toEqual({ config });
    }
  });

  it('brings back a run with as many events as there may be, within the length cap', () => {
    const long = -0.00012345678901234567;
    const value = { weights: long, momenta: long, runningStatistics: long };
    const events = Array.from({ length: MAX_EVENTS }, (_, index) => ({
      step: 999_999_000 + index,
      field: 'rescale' as const,
      value,
    }));
    const config = runConfigSchema.parse({ events });
    const hash = configToHash(config);
    expect(hash.length).toBeLessThan(MAX_LINK_LENGTH);
    expect(configFromHash(hash)).toEqual({ config });
  });

  it('takes an empty hash for the default run, and reads percent encoding', () => {
    expect(configFromHash('')).toEqual({ config: runConfigSchema.parse({}) });
    expect(configFromHash('#v=1&network.channels=8%2C16%2C32')).toEqual({
      config: runConfigSchema.parse({ network: { channels: [8, 16, 32] } }),
    });
  });

  it.each([
    ['#v=1&optimizer.learningRate=11', 'optimizer.learningRate'],
    ['#v=1&optimizer.learningRate=NaN', 'optimizer.learningRate'],
    ['#v=1&optimizer.learningRate=1e999', 'optimizer.learningRate'],
    ['#v=1&optimizer.learningRate=Infinity', 'optimizer.learningRate'],
    ['#v=1&optimizer.learningRate=', 'optimizer.learningRate'],
    ['#v=1&optimizer.learningRate', 'optimizer.learningRate'],
    ['#v=1&optimizer.learningRate=0x10', 'optimizer.learningRate'],
    ['#v=1&optimizer.learningRate=-0.1', 'optimizer.learningRate'],
    ['#v=1&optimizer.learningRate=0.1&optimizer.learningRate=0.2', 'optimizer.learningRate'],
    ['#v=1&optimizer.learningRate=%E0%A4%A', 'optimizer.learningRate'],
    ['#v=1&optimizer.momentum=1', 'optimizer.momentum'],
    ['#v=1&optimizer.nesterov=yes', 'optimizer.nesterov'],
    ['#v=1&network.kind=resnet1000', 'network.kind'],
    ['#v=1&network.kind=__proto__', 'network.kind'],
    ['#v=1&network.channels=8,16', 'network.channels'],
    ['#v=1&network.channels=8,16,32,64', 'network.channels'],
    ['#v=1&network.channels=8,16,1e9', 'network.channels.2'],
    ['#v=1&network.strides=1,2,3', 'network.strides.2'],
    ['#v=1&batchSize=64.5', 'batchSize'],
    ['#v=1&batchSize=null', 'batchSize'],
    ['#v=1&seed=4294967296', 'seed'],
    ['#v=1&data.source=idx', 'data.source'],
    ['#v=1&data.source=glyphs&data.paths=/etc/passwd', 'data.paths'],
    ['#v=1&init=/tmp/checkpoint.safetensors', 'init'],
    ['#v=1&events=', 'events.0'],
    ['#v=1&events=1:learningRate', 'events.0'],
    ['#v=1&events=1:learningRate:0.1:2', 'events.0'],
    ['#v=1&events=1:learningRate:0.1,2:learningRate:99', 'events.1.value'],
    ['#v=1&events=1:__proto__:0.1', 'events.0.field'],
    ['#v=1&events=1:rescale:0.1', 'events.0'],
    ['#v=1&events=1:rescale:0.1/1/1/1', 'events.0'],
    ['#v=1&events=1:rescale:0/1/1', 'events.0.value.weights'],
    ['#v=1&events=1:rescale:2e6/1/1', 'events.0.value.weights'],
    ['#v=1&events=1:momentum:1/1/1', 'events.0'],
    ['#v=1&optimizer.dampening=1.1', 'optimizer.dampening'],
    ['#v=1&optimizer.dampening=0.1&optimizer.nesterov=true', 'optimizer.dampening'],
    ['#v=1&optimizer.decayForm=both', 'optimizer.decayForm'],
    ['#v=1&optimizer.learningRateFactor.bias=-1', 'optimizer.learningRateFactor.bias'],
    ['#v=1&schedule.milestones=1,x', 'schedule.milestones'],
    ['#v=1&schedule.milestones=5,5', 'schedule.milestones.1'],
    ['#v=1&schedule.milestones=0', 'schedule.milestones.0'],
    [`#v=1&schedule.milestones=${'1,'.repeat(3000)}1`, 'schedule.milestones'],
    ['#v=1&schedule.factor=1.5', 'schedule.factor'],
    ['#v=1&network.initialScales=conv1:2,conv1:3', 'network.initialScales'],
    ['#v=1&network.initialScales=__proto__:2', 'network.initialScales'],
    ['#v=1&network.initialScales=conv4:2', 'network.initialScales.conv4'],
    ['#v=1&network.initialScales=constructor:2', 'network.initialScales.constructor'],
    ['#v=1&events=-1:momentum:0.1', 'events.0.step'],
    ['#v=1&__proto__.polluted=1', '"__proto__.polluted"'],
    ['#v=1&constructor=1', '"constructor"'],
    ['#v=1&optimizer=1', '"optimizer"'],
    ['#v=1&version=1', '"version"'],
    ['#v=1&', '""'],
    ['#v=2', 'v'],
    ['#batchSize=32', 'v'],
    [`#v=1&events=${'1:momentum:0,'.repeat(MAX_EVENTS)}1:momentum:0`, 'events'],
    [`#v=1&${'a'.repeat(MAX_LINK_LENGTH)}`, 'link'],
  ])('refuses %.60s and names the field', (hash, where) => {
    expect(whereRefused(hash)).toBe(where);
  });

  it('never throws, never pollutes a prototype, and gives only what the schema allows', () => {
    const random = randomNumbers(11);
    const pieces = [
      ...FIELD_PATHS,
      'v',
      'events',
      '__proto__',
      'constructor.prototype',
      ...[
        '=',
        '&',
        ',',
        ':',
        '#',
        '%',
        '%00',
        '1',
        '-1',
        '1e999',
        'null',
        'true',
        'conv3',
        '0.1',
        ' ',
        '\u0000',
        '🙂',
      ],
    ];
    for (let round = 0; round < 3000; round++) {
      const count = 1 + Math.floor(random() * 12);
      const text = Array.from({ length: count }, () => pieces[Math.floor(random() * pieces.length)]).join('');
      const result = configFromHash(`#v=1&${text}`);
      if ('error' in result) expect(result.error.where).not.toBe('');
      else expect(runConfigSchema.safeParse(result.config).success).toBe(true);
    }
    expect('polluted' in {}).toBe(false);
  });

  it('changes one character of a link at a time: the same kind of answer, never an exception', () => {
    const random = randomNumbers(13);
    const hash = configToHash(randomConfig(random));
    for (let index = 1; index < hash.length; index++) {
      const letter = String.fromCharCode(32 + Math.floor(random() * 95));
      expect(() => configFromHash(hash.slice(0, index) + letter + hash.slice(index + 1))).not.toThrow();
    }
  });
});

describe('the table of fields', () => {
  it.each(FIELD_PATHS.filter((path) => FIELDS[path].kind === 'number'))('knows the limits of %s', (path) => {
    const field = FIELDS[path];
    if (field.kind !== 'number') return;
    const accepts = (value: number) => {
      const input: Record<string, unknown> = {};
      setAtPath(input, path as FieldPath, value);
      return runConfigSchema.safeParse(input).success;
    };
    const beyond = field.integer ? 1 : 1e-9;
    expect(accepts(field.minimum)).toBe(true);
    expect(accepts(field.maximum)).toBe(true);
    expect(accepts(field.minimum - beyond)).toBe(false);
    expect(accepts(field.maximum * (1 + 1e-12) + beyond)).toBe(false);
  });
});

it('says that paths are the headless runner’s affair', () => {
  for (const hash of ['#v=1&data.source=cifar10', '#v=1&data.paths=a', '#v=1&telemetryInterval=2']) {
    const result = configFromHash(hash);
    expect('error' in result && result.error.message).toMatch(/headless runner/);
  }
});
