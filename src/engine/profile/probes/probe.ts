/** A probe: a kernel that does one thing as fast as the adapter can, and proof that it did it. */
import { DispatchTimer, type RepeatedWork } from '../../gpu/dispatch-timer';
import { median } from '../../tuning/statistics';
import { PASS_MILLISECONDS, repeated } from '../repeated-dispatches';

export interface Probe {
  readonly name: string;
  /** Binding 0: the input, read; binding 1: the output. */
  readonly code: string;
  readonly input: Float32Array<ArrayBuffer>;
  readonly output: ProbeOutput;
  readonly workgroups: number;
  /** Operations (or floats loaded, or stored) of one dispatch. */
  readonly work: number;
  /** What one of the values written must be, and how far off it may be. */
  expected(index: number): { readonly value: number; readonly bound: number };
}

/** In f32. */
export interface ProbeOutput {
  readonly length: number;
  /** Which are compared with what they must be. */
  readonly compared: readonly number[];
}

/** Threads per workgroup of all probes. */
export const PROBE_THREADS = 64;

/** Of a probe that writes one f32 per thread. */
export function onePerThread(workgroups: number): ProbeOutput {
  const threads = PROBE_THREADS * workgroups;
  return { length: threads, compared: [0, 1, PROBE_THREADS - 1, PROBE_THREADS, threads - 1] };
}

export interface ProbeRate {
  readonly name: string;
  /** Median over the rounds, 10⁹ per second. */
  readonly rate: number;
}

export interface ProbeRates extends ProbeRate {
  /** Of every round. */
  readonly rates: readonly number[];
}

/** Rounds over all probes; what slows the machine for a moment slows one sample of each. */
const ROUNDS = 7;

/** A probe on its device. */
export class LoadedProbe {
  readonly probe: Probe;
  /** Of every sample, 10⁹ per second. */
  readonly rates: number[] = [];
  private readonly buffers: readonly GPUBuffer[];
  private readonly work: RepeatedWork;
  private repeats = 1;

  private constructor(probe: Probe, work: RepeatedWork, buffers: readonly GPUBuffer[]) {
    this.probe = probe;
    this.work = work;
    this.buffers = buffers;
  }

  static async load(device: GPUDevice, probe: Probe): Promise<LoadedProbe> {
    const module = device.createShaderModule({ label: probe.name, code: probe.code });
    const pipeline = await device.createComputePipelineAsync({
      label: probe.name,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const input = device.createBuffer({ size: probe.input.byteLength, usage: STORAGE | COPY_DST });
    device.queue.writeBuffer(input, 0, probe.input);
    const output = device.createBuffer({
      size: 4 * probe.output.length,
      usage: STORAGE | COPY_SRC,
    });
    const buffers = [input, output];
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const workgroups = [probe.workgroups, 1, 1] as const;
    const work = repeated([{ pipeline, groups: [{ group, offsets: [] }], workgroups }]);
    return new LoadedProbe(probe, work, buffers);
  }

  /** Runs it once to compile it, and compares what it wrote. Throws an Error where that is not what it must be. */
  async check(device: GPUDevice, timer: DispatchTimer): Promise<void> {
    this.repeats = await timer.repeatsOf(this.work, PASS_MILLISECONDS);
    const output = this.buffers[1]!;
    const { MAP_READ, COPY_DST } = GPUBufferUsage;
    const staging = device.createBuffer({ size: output.size, usage: MAP_READ | COPY_DST });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(output, 0, staging, 0, output.size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(staging.getMappedRange());
    for (const index of this.probe.output.compared) {
      const { value, bound } = this.probe.expected(index);
      // Written so that NaN fails.
      if (!(Math.abs(values[index]! - value) <= bound))
        throw new Error(
          `The probe ${this.probe.name} writes ${values[index]} instead of ${value} ± ${bound} (value ${index})`,
        );
    }
    staging.destroy();
  }

  async sample(timer: DispatchTimer): Promise<void> {
    this.rates.push(this.probe.work / (await timer.time(this.work, this.repeats)) / 1e6);
  }

  destroy(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }
}

/** How often `runProbes` calls its `afterRun` for each probe. */
export const RUNS_PER_PROBE = 1 + ROUNDS;

/**
 * The rate of each probe. Throws an Error where one computes something else.
 * @param afterRun may throw: then nothing more is run
 */
export async function runProbes(
  device: GPUDevice,
  probes: readonly Probe[],
  afterRun: () => void = () => {},
): Promise<ProbeRates[]> {
  const timer = new DispatchTimer(device);
  const loaded: LoadedProbe[] = [];
  try {
    for (const probe of probes) {
      const one = await LoadedProbe.load(device, probe);
      loaded.push(one);
      await one.check(device, timer);
      afterRun();
    }
    for (let round = 0; round < ROUNDS; round++)
      for (const one of loaded) {
        await one.sample(timer);
        afterRun();
      }
  } finally {
    for (const one of loaded) one.destroy();
    timer.destroy();
  }
  return loaded.map(({ probe, rates }) => ({ name: probe.name, rate: median(rates), rates }));
}
