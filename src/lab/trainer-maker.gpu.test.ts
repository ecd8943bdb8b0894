/** Kernels chosen by timing them: once per browser and adapter, and never against what a checkpoint records. */
import { expect, test } from 'vitest';
import { runConfigSchema } from '../config/run-config';
import { MemoryStorage } from '../data/storage';
import { readCheckpoint } from '../engine/checkpoint';
import { opened, SessionDouble, small } from './testing/session-double';
import { TimedKernels } from './timed-kernels';

const config = runConfigSchema.parse(small);
const variantsOf = (session: SessionDouble) => session.of('opened').at(-1)!.run.variants;
const choicesOf = (session: SessionDouble) => session.of('kernelChoices').at(-1)!.choices;
const timed = (session: SessionDouble) =>
  session.of('progress').filter(({ task, done }) => task === 'timing' && done === 0).length;

test('kernels are timed before the first run, remembered, forgotten on demand, and named in every record', async () => {
  const storage = new MemoryStorage();
  const open = async () => {
    const session = new SessionDouble(new TimedKernels('browser', () => Promise.resolve(storage)));
    await session.start();
    return session;
  };
  const first = await open();
  // A visit has its bound; the next one goes on where it ended.
  let before = -1;
  while (timed(first) > before) {
    before = timed(first);
    await first.send({ type: 'open', request: 1, config, timing: 'remembered' });
  }
  const choices = choicesOf(first);
  expect(Object.fromEntries(choices.map(({ name, form }) => [name, form]))).toEqual(variantsOf(first));
  const withTimes = choices.filter(({ forms }) => forms.some(({ samples }) => samples.length > 0));
  expect(withTimes.length).toBeGreaterThan(5);
  for (const { reason } of withTimes) expect(['faster', 'default-kept']).toContain(reason);

  const second = await open();
  await second.send({ type: 'open', request: 1, config, timing: 'remembered' });
  expect(timed(second)).toBe(0);
  expect(variantsOf(second)).toEqual(variantsOf(first));

  await second.send({ type: 'open', request: 2, config, timing: 'anew' });
  expect(timed(second)).toBe(1);
  const pinned = { ...config, variants: { 'convolution-forward': 'block-2' } };
  await second.send({ type: 'open', request: 3, config: pinned, timing: 'remembered' });
  const forward = choicesOf(second).filter(({ operation }) => operation === 'convolution-forward');
  expect(forward.map(({ form, reason }) => [form, reason])).toEqual(forward.map(() => ['block-2', 'pinned']));
  await second.send({ type: 'save', request: 4 });
  const { bytes } = second.of('checkpoint').at(-1)!.checkpoint;
  expect(readCheckpoint(bytes, 'saved').run?.variants).toEqual(variantsOf(second));
});

test('a run that goes on from a checkpoint has the forms that it names, whatever is timed', async () => {
  const session = await opened({ ...small, variants: { 'convolution-backward-data': 'block-2' } });
  await session.send({ type: 'save', request: 2 });
  const { bytes } = session.of('checkpoint').at(-1)!.checkpoint;
  const other = new SessionDouble(new TimedKernels('browser', () => Promise.resolve(new MemoryStorage())));
  await other.start();
  await other.send({ type: 'resume', request: 1, name: 'saved', bytes, rescale: null });
  expect(variantsOf(other)).toEqual(variantsOf(session));
  expect(timed(other)).toBe(0);
});

test('who skips the timing gets the defaults for what was not timed', async () => {
  const storage = new MemoryStorage();
  const session = new SessionDouble(new TimedKernels('browser', () => Promise.resolve(storage)));
  await session.start();
  session.onReport = (report) => {
    if (report.type === 'progress' && report.task === 'timing') void session.send({ type: 'skipTiming' });
  };
  await session.send({ type: 'open', request: 1, config, timing: 'remembered' });
  expect(choicesOf(session).map(({ reason }) => reason)).toEqual(choicesOf(session).map(() => 'not-timed'));
  const plain = await opened();
  expect(variantsOf(session)).toEqual(variantsOf(plain));
});
