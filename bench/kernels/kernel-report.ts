/** Every convolution kernel of a training step, timed alone and held against what the adapter could do. */
import { BufferArena } from '../../src/engine/gpu/buffers';
import { PipelineStore } from '../../src/engine/gpu/pipeline-store';
import type { Dispatch } from '../../src/engine/kernels/kernel';
import { STEP_PARAMETERS_STRIDE } from '../../src/engine/kernels/step-parameters';
import { Trainer } from '../../src/engine/trainer';
import { type CaseDefinition, trainingCase } from '../cases/training-case';
import type { BenchDevice } from '../device';
import { DispatchTimer, type Timed } from '../measure/dispatch-timer';
import { summarise } from '../measure/statistics';
import type { AdapterRates } from '../probes/adapter-rates';
import type { KernelResult } from '../results';
import { boundOf, shareInside } from './bound';
import { COUNTER_WORDS, countingKernel, readCounts } from './count-loads';

const ROUNDS = 7;

/** `convolution-forward 28×28×8→16 3×3/1`; a dense layer is one of 1×1 pixels. */
const LABEL =
  /^convolution-(forward|backward-data|backward-filter)\b.*? (\d+)×(\d+)×\d+→\d+ (\d+)×\d+\/(\d+)/;

export async function kernelReport(
  bench: BenchDevice,
  definition: CaseDefinition,
  rates: AdapterRates,
): Promise<KernelResult[]> {
  const { device, software } = bench;
  const { config, dataSet } = trainingCase(definition);
  const trainer = await Trainer.create({ device, config, dataSet, software });
  // The buffers then hold what they hold in training.
  await trainer.advance(2);
  await trainer.settled();
  const timer = new DispatchTimer(bench);
  const arena = new BufferArena(device);
  const kernels = [];
  for (const dispatch of convolutions(trainer.plan.train)) {
    const timed = await ready(device, arena, dispatch);
    kernels.push({ dispatch, timed, repeats: await timer.repeatsOf(timed), samples: [] as number[] });
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const { timed, repeats, samples } of kernels) samples.push(await timer.time(timed, repeats));
  const results: KernelResult[] = [];
  const variants: Readonly<Record<string, string>> = trainer.plan.variants;
  for (const { dispatch, samples } of kernels) {
    const loads = await loadsOf(device, arena, dispatch);
    const flop = dispatch.kernel.flop * shareOf(dispatch);
    const bound = boundOf({ flop, loads }, rates);
    const { median: ms, least, most } = summarise(samples);
    const [name = '', ...shape] = dispatch.kernel.label.split(' ');
    results.push({
      name,
      shape: `${shape.join(' ')}, batch ${definition.batch}`,
      variant: variants[name] ?? '',
      ms,
      spread_ms: [least, most],
      gflops: flop / ms / 1e6,
      fraction: bound.ms / ms,
      limit: bound.limit,
      bound_ms: bound.byLimit,
      loads,
    });
  }
  timer.destroy();
  arena.destroy();
  trainer.destroy();
  return results;
}

/** Each convolution once; the dense layer, a thousandth of the work, is none. */
function convolutions(list: readonly Dispatch[]): Dispatch[] {
  const byLabel = new Map(list.map((dispatch) => [dispatch.kernel.label, dispatch]));
  return [...byLabel.values()].filter((dispatch) => {
    const match = LABEL.exec(dispatch.kernel.label);
    return match !== null && match[2] !== '1';
  });
}

/** The share of the kernel's formula that lies inside the image. */
function shareOf({ kernel }: Dispatch): number {
  const [height = 0, width = 0, taps = 0, stride = 0] = LABEL.exec(kernel.label)?.slice(2).map(Number) ?? [];
  const padding = taps === 3 ? 1 : 0;
  return shareInside(height, taps, stride, padding) * shareInside(width, taps, stride, padding);
}

async function ready(device: GPUDevice, arena: BufferArena, { kernel, buffers }: Dispatch): Promise<Timed> {
  const store = PipelineStore.of(device);
  const pipeline = await store.pipeline(kernel);
  const groups = [{ group: store.bindGroup(kernel, buffers), offsets: [] as number[] }];
  if (kernel.readsStep)
    groups.push({ group: store.stepGroup(arena.uniform('step', STEP_PARAMETERS_STRIDE)), offsets: [0] });
  return { pipeline, groups, workgroups: kernel.workgroups };
}

async function loadsOf(device: GPUDevice, arena: BufferArena, { kernel, buffers }: Dispatch) {
  const counts = arena.storage('load counts', COUNTER_WORDS);
  const counting = { kernel: countingKernel(kernel), buffers: [...buffers, { buffer: counts }] };
  const { pipeline, groups, workgroups } = await ready(device, arena, counting);
  const staging = arena.staging('load counts', 4 * COUNTER_WORDS);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  groups.forEach(({ group, offsets }, index) => {
    pass.setBindGroup(index, group, offsets);
  });
  pass.dispatchWorkgroups(...workgroups);
  pass.end();
  encoder.copyBufferToBuffer(counts, 0, staging, 0, 4 * COUNTER_WORDS);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  return readCounts(new Uint32Array(staging.getMappedRange().slice(0)));
}
