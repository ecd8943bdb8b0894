/** The headless runner as a command: its files, its exit codes, Ctrl-C and --resume, and Chromium against Dawn in Node. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { expect, test } from '@playwright/test';
import { readSafetensors } from '../src/data/safetensors';

const TINY = { network: { channels: [4, 8, 8] }, batchSize: 8, data: { subset: 64 }, testInterval: 1000 };

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the command. @param interruptAt is sent SIGINT when this text appears */
function headless(args: readonly string[], interruptAt?: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, ['scripts/headless.mjs', ...args], {
      env: { ...env, SMD_ADAPTER: env.SMD_ADAPTER ?? 'swiftshader' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let interrupted = false;
    const read = (data: Buffer) => {
      output += data.toString();
      if (interruptAt === undefined || interrupted || !output.includes(interruptAt)) return;
      interrupted = true;
      child.kill('SIGINT');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

function configFile(config: object): string {
  const path = test.info().outputPath('run.json');
  writeFileSync(path, JSON.stringify(config));
  return path;
}

const column = (folder: string, name: string) => {
  const [header = '', ...rows] = readFileSync(join(folder, 'metrics.csv'), 'utf8').trimEnd().split('\n');
  const index = header.split(',').indexOf(name);
  return rows.map((row) => row.split(',')[index]);
};
const summary = (folder: string) => JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
const tensors = (folder: string) => {
  const file = readSafetensors(readFileSync(join(folder, 'checkpoint.safetensors')), folder);
  return Object.fromEntries([...file.tensors].map(([name, { values }]) => [name, [...values]]));
};

test('Ctrl-C saves the run, --resume goes on, and Dawn in Node computes the same weights', async () => {
  const config = configFile(TINY);
  const [chromium, dawn] = [test.info().outputPath('chromium'), test.info().outputPath('dawn')];
  const first = await headless(['--config', config, '--out', chromium, '--steps', '1000000'], 'step 1/');
  expect(first.output).toContain('--resume');
  expect(first.code).toBe(130);
  const stopped = summary(chromium);
  expect(stopped).toMatchObject({ state: 'stopped', firstStep: 0 });
  expect(column(chromium, 'step')).toHaveLength(stopped.step);

  const steps = stopped.step + 5;
  const second = await headless(['--config', config, '--out', chromium, '--steps', `${steps}`, '--resume']);
  expect(second, second.output).toMatchObject({ code: 0 });
  expect(summary(chromium)).toMatchObject({ state: 'finished', step: steps, firstStep: stopped.step });
  expect(column(chromium, 'step')).toEqual(Array.from({ length: steps }, (_, step) => `${step}`));

  const node = ['--config', config, '--out', dawn, '--steps', `${steps}`, '--runtime', 'dawn'];
  const third = await headless(node);
  expect(third, third.output).toMatchObject({ code: 0 });
  const [here, there] = [summary(chromium).adapter, summary(dawn).adapter];
  if (here.architecture !== there.architecture) {
    // Another adapter rounds differently, and the difference grows from step to step.
    expect(Number(column(dawn, 'loss')[0])).toBeCloseTo(Number(column(chromium, 'loss')[0]), 4);
    return;
  }
  expect(column(dawn, 'loss')).toEqual(column(chromium, 'loss'));
  expect(tensors(dawn)).toEqual(tensors(chromium));
  // Angles need not be equal to the last digit: Math.atan2 is not, between two versions of V8.
  for (const [row, angle] of column(dawn, 'conv1.au').entries())
    expect(Number(angle)).toBeCloseTo(Number(column(chromium, 'conv1.au')[row]), 14);
});

test('a run that diverges exits with 3, names step and layer, and leaves its files', async () => {
  const network = { channels: [4, 8, 8], batchNorm: false };
  const config = configFile({ ...TINY, network, optimizer: { learningRate: 10 }, steps: 200 });
  const out = test.info().outputPath('out');
  const { code, output } = await headless(['--config', config, '--out', out]);
  expect(code).toBe(3);
  const [, step, where] = /step (\d+) is not finite any more, first seen in ([\w.]+)/.exec(output) ?? [];
  expect(summary(out)).toMatchObject({ state: 'diverged', divergence: { step: Number(step), where } });
  expect(column(out, 'step')).toHaveLength(Number(step));
});

test('what cannot be run is refused with path, reason and fix, before anything is computed', async () => {
  const out = test.info().outputPath('out');
  const idx = { source: 'idx', paths: ['missing-idx3-ubyte', 'missing-idx1-ubyte'] };
  for (const [config, where] of [
    [{ ...TINY, steps: 5, optimizer: { momentum: '0.9' } }, 'optimizer.momentum: '],
    [{ ...TINY, steps: 5, batchsize: 8 }, 'config: unknown field "batchsize"'],
    [TINY, 'steps: '],
    [{ ...TINY, steps: 5, data: idx }, 'data.paths.0: '],
    [{ ...TINY, steps: 5, init: 'missing.safetensors' }, 'init: '],
  ] as const) {
    const { code, output } = await headless(['--config', configFile(config), '--out', out]);
    expect(output).toContain(where);
    expect(output).toMatch(/Fix: /);
    expect(code).toBe(2);
  }
});
