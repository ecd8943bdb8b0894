/** Compiled pipelines and the layouts they share, each made once per device. */
import { labError } from '../../config/lab-error';
import type { Access, Kernel } from '../kernels/kernel';
import { STEP_PARAMETERS_BYTES } from '../kernels/step-parameters';

export class PipelineStore {
  private readonly device: GPUDevice;
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();
  private readonly stepLayout: GPUBindGroupLayout;

  private static readonly stores = new WeakMap<GPUDevice, PipelineStore>();

  /** The store of a device: a second run on it finds the first one's pipelines. */
  static of(device: GPUDevice): PipelineStore {
    const store = PipelineStore.stores.get(device) ?? new PipelineStore(device);
    PipelineStore.stores.set(device, store);
    return store;
  }

  constructor(device: GPUDevice) {
    this.device = device;
    this.stepLayout = device.createBindGroupLayout({
      label: 'step parameters',
      entries: [
        {
          binding: 0,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: STEP_PARAMETERS_BYTES },
        },
      ],
    });
  }

  /** The pipeline of a kernel; two kernels with the same code share it. Throws a LabError `KERNEL_INVALID`. */
  pipeline(kernel: Kernel): Promise<GPUComputePipeline> {
    const key = `${kernel.bindings.join()}|${kernel.code}`;
    let pipeline = this.pipelines.get(key);
    if (!pipeline) {
      pipeline = this.compile(kernel);
      this.pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  /** Group 0 of a kernel: its buffers in the order of its bindings. */
  bindGroup(kernel: Kernel, buffers: readonly GPUBufferBinding[]): GPUBindGroup {
    if (buffers.length !== kernel.bindings.length)
      throw new Error(`${kernel.label} binds ${kernel.bindings.length} buffers, not ${buffers.length}`);
    return this.device.createBindGroup({
      label: kernel.label,
      layout: this.layout(kernel.bindings),
      entries: buffers.map((resource, binding) => ({ binding, resource })),
    });
  }

  /** Group 1: the step's parameters, chosen by a dynamic offset. */
  stepGroup(table: GPUBuffer): GPUBindGroup {
    return this.device.createBindGroup({
      label: 'step parameters',
      layout: this.stepLayout,
      entries: [{ binding: 0, resource: { buffer: table, size: STEP_PARAMETERS_BYTES } }],
    });
  }

  private async compile(kernel: Kernel): Promise<GPUComputePipeline> {
    const module = this.device.createShaderModule({ label: kernel.label, code: kernel.code });
    const bindGroupLayouts = [this.layout(kernel.bindings)];
    if (kernel.readsStep) bindGroupLayouts.push(this.stepLayout);
    try {
      return await this.device.createComputePipelineAsync({
        label: kernel.label,
        layout: this.device.createPipelineLayout({ label: kernel.label, bindGroupLayouts }),
        compute: { module, entryPoint: 'main' },
      });
    } catch (error) {
      const { messages } = await module.getCompilationInfo();
      const details = messages.map((message) => `line ${message.lineNum}: ${message.message}`);
      throw labError('KERNEL_INVALID', kernel.label, { reason: details.join('; ') || String(error) });
    }
  }

  private layout(bindings: readonly Access[]): GPUBindGroupLayout {
    const key = bindings.join();
    let layout = this.layouts.get(key);
    if (!layout) {
      layout = this.device.createBindGroupLayout({
        label: key,
        entries: bindings.map((access, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: access === 'read' ? 'read-only-storage' : 'storage' },
        })),
      });
      this.layouts.set(key, layout);
    }
    return layout;
  }
}
