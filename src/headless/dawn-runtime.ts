/** Runs in Node.js itself, on Dawn: the WebGPU implementation of Chromium as the npm package `webgpu`. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { version } from 'node:process';
import { openDawn } from './dawn';
import { runFinding } from './finding-run';
import { runHeadless } from './headless-run';
import type { FindingRuntime, Runtime } from './runtime';

export const dawnRuntime: Runtime = async ({ config, files, checkpoint, tune }, take, signal) => {
  // Dawn stops working when this object is collected.
  const gpu = await openDawn();
  const job = {
    config,
    tune,
    files: await Promise.all(files.map(openFile)),
    checkpoint: checkpoint === null ? null : await openFile(checkpoint),
    runtime: `Node.js ${version}, webgpu`,
  };
  return runHeadless(gpu, job, take, signal);
};

export const dawnFindings: FindingRuntime = async (job, files, view) => {
  const gpu = await openDawn();
  return runFinding(gpu, job, await Promise.all(files.map(openFile)), { ...view, draw: () => {} });
};

/** Whether Dawn finds an adapter here. Throws a LabError `DAWN_UNAVAILABLE` if it cannot be loaded. */
export async function dawnHasAdapter(): Promise<boolean> {
  const gpu = await openDawn();
  return (await gpu.requestAdapter()) !== null;
}

async function openFile(path: string): Promise<File> {
  return new File([await readFile(path)], basename(path));
}
