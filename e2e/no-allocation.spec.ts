/**
 * After warm-up training makes nothing on the GPU: what the device and its queue are asked for is counted on WebGPU's own
 * prototypes, in the worker that trains, while charts are drawn and a slider moves.
 */
import type { Page, Worker } from '@playwright/test';
import { LabPage } from './support/lab-page';
import { expect, test } from './support/test';

/** Test accuracy every 50 steps, so that the warm-up has seen all that a run does. */
const CONFIG = 'v=1&network.channels=4,4,8&batchSize=16&data.subset=256&testInterval=50';
const STEPS = 500;
/** Past the second test accuracy. */
const WARM_UP_STEPS = 110;
/** The worker keeps a state to fall back on every five seconds: the warm-up has seen one. */
const WARM_UP_MS = 6000;

/** What WebGPU leaves no way around: an encoder can be used once only. The others make nothing. */
const ALLOWED = ['createCommandEncoder', 'submit', 'writeBuffer', 'onSubmittedWorkDone'];

/** What a run is made of: if one of these is never counted, the counters see nothing. */
const MADE_AT_START = [
  'createBuffer',
  'createShaderModule',
  'createBindGroupLayout',
  'createPipelineLayout',
  'createComputePipelineAsync',
  'createBindGroup',
];

interface Call {
  readonly name: string;
  /** ms since the worker started. */
  readonly time: number;
  readonly label: string;
}

interface Counted {
  /** All calls of all methods of GPUDevice and GPUQueue, and `mapAsync` of GPUBuffer. */
  readonly gpuCalls: Call[];
}

/** Runs in the worker before its own code: every method of the prototypes counts itself. */
function countGpuCalls(): void {
  const counted = globalThis as unknown as { gpuCalls: Call[] };
  counted.gpuCalls = [];
  const count = (prototype: object, names: readonly string[]) => {
    for (const name of names) {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
      const original: unknown = descriptor?.value;
      if (typeof original !== 'function' || name === 'constructor') continue;
      Object.defineProperty(prototype, name, {
        ...descriptor,
        value(this: { readonly label?: string }, ...parameters: unknown[]) {
          const [first] = parameters as { readonly label?: string }[];
          const label = (name === 'mapAsync' ? this.label : first?.label) ?? '';
          counted.gpuCalls.push({ name, time: performance.now(), label });
          return Reflect.apply(original, this, parameters);
        },
      });
    }
  };
  for (const { prototype } of [GPUDevice, GPUQueue]) count(prototype, Object.getOwnPropertyNames(prototype));
  count(GPUBuffer.prototype, ['mapAsync']);
}

/** Lets the worker that trains count. Scripts added to a page do not reach its workers. Call before opening the page. */
async function countInWorker(page: Page): Promise<void> {
  await page.route(/\/lab-worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${countGpuCalls})();${await response.text()}` });
  });
}

function labWorker(page: Page): Worker {
  const worker = page.workers().find((candidate) => /\/lab-worker-[^/]*\.js$/.test(candidate.url()));
  if (!worker) throw new Error('The page has no worker that trains');
  return worker;
}

/** The calls counted so far, and forgets them. */
const takeCalls = (worker: Worker): Promise<Call[]> =>
  worker.evaluate(() => (globalThis as unknown as Counted).gpuCalls.splice(0));

const tally = (calls: readonly Call[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { name } of calls) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

test('after warm-up 500 steps allocate nothing on the GPU, with charts on and a slider moving', async ({
  page,
  open,
  context,
}) => {
  test.setTimeout(300_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await countInWorker(page);
  const lab = new LabPage(page);
  await open(`#${CONFIG}`);
  await lab.ready();
  const worker = labWorker(page);
  const start = tally(await takeCalls(worker));
  for (const name of MADE_AT_START) expect(start[name] ?? 0, name).toBeGreaterThan(0);

  const chart = page.getByRole('img', { name: /^Angular update/ });
  await expect(chart).toBeVisible();
  const slider = page.getByRole('slider', { name: 'Learning rate' });
  await slider.focus();
  const begun = Date.now();
  await lab.button('Train').click();
  await lab.untilStep(WARM_UP_STEPS);
  await page.waitForTimeout(Math.max(0, WARM_UP_MS - (Date.now() - begun)));

  await takeCalls(worker);
  const first = await lab.step();
  let moves = 0;
  await slider.focus();
  while ((await lab.step()) < first + STEPS) {
    await page.keyboard.press(moves++ % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
    await page.waitForTimeout(100);
  }
  const calls = await takeCalls(worker);
  await lab.button('Pause').click();

  const { mapAsync = 0, ...counts } = tally(calls);
  const made = calls.filter(({ name }) => name !== 'mapAsync' && !ALLOWED.includes(name));
  expect(made, 'made after warm-up').toEqual([]);
  // What was to go on meanwhile did; the link tells the steps at which the moves acted.
  for (const name of ['submit', 'writeBuffer']) expect(counts[name] ?? 0, name).toBeGreaterThan(0);
  await expect(chart).toHaveAttribute('aria-label', /Changes: /);
  await lab.button('Share link').click();
  const link = await page.getByRole('textbox', { name: 'Link to this run' }).inputValue();
  const steps = [...decodeURIComponent(link).matchAll(/(\d+):learningRate:/g)].map(([, step]) =>
    Number(step),
  );
  expect(steps.filter((step) => step >= first && step <= first + STEPS).length).toBeGreaterThanOrEqual(10);
  // Read back through a few buffers in turn, each mapped many times.
  const staging = new Set(calls.filter(({ name }) => name === 'mapAsync').map(({ label }) => label));
  expect(mapAsync).toBeGreaterThan(staging.size);
  const said = `${JSON.stringify(counts)}, ${mapAsync} readbacks through ${[...staging].sort().join(', ')}`;
  test.info().annotations.push({ type: 'measured', description: said });
  console.log(`      ${STEPS} steps, ${steps.length} moves: ${said}`);
});
