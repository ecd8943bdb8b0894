/** Runs the bench, without peers, in Node.js on Dawn: for servers with a GPU and no browser. */
import { spawnSync } from 'node:child_process';
import { argv, env, execPath, version } from 'node:process';
import { openDawn } from '../../src/headless/dawn';
import { swiftShaderVariables } from '../../src/headless/swiftshader';
import { type BenchHost, type BenchOptions, runBench } from '../bench';
import type { Log } from '../cases/compare';
import type { BenchResults } from '../results';

/** Set in the process that was started again with a Vulkan driver of Chromium's. */
const RESTARTED = 'SMD_BENCH_RESTARTED';

/**
 * Where Dawn finds no adapter, the same command runs in a process that can use Chromium's software one.
 * @param chromiums paths of the Chromiums here
 * @returns the results, or that process' exit code
 */
export async function benchInNode(
  options: BenchOptions,
  chromiums: readonly string[],
  log: Log,
  takeCase: BenchHost['takeCase'],
): Promise<BenchResults | number> {
  // Dawn stops working when this object is collected.
  const gpu = await openDawn();
  const found = env[RESTARTED] !== undefined || (await gpu.requestAdapter()) !== null;
  const variables = found ? null : swiftShaderVariables(chromiums, env);
  const runtime = `Node.js ${version}, webgpu`;
  if (variables === null) return runBench({ gpu, peers: {}, runtime, log, takeCase }, options);
  log('Dawn finds no GPU here: computing on Chromium’s software adapter, SwiftShader.');
  const { status } = spawnSync(execPath, argv.slice(1), {
    stdio: 'inherit',
    env: { ...env, ...variables, [RESTARTED]: '1' },
  });
  return status ?? 1;
}
