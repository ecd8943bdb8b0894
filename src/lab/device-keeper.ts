/** The worker's hold on the GPU: opens the device, hears of its loss, and gets another one. */
import { type LabError, labError, reasonOf } from '../config/lab-error';
import { type AdapterReport, describeAdapter, requestAdapter, requestDevice } from '../engine/gpu/device';
import { places } from '../messages';

/** A lost device is replaced at most so often in a row before the lab gives up, with a pause (ms) between. */
const ATTEMPTS = 2;
const PAUSE = 500;

export interface DeviceListener {
  onAdapter(adapter: AdapterReport): void;
  /** WebGPU refused something: a defect of the lab or of the driver. */
  onRefused(message: string): void;
  onLost(info: GPUDeviceLostInfo): void;
}

export interface HeldDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterReport;
}

export class DeviceKeeper {
  private readonly gpu: GPU | undefined;
  private readonly listener: DeviceListener;
  private current: HeldDevice | undefined;

  constructor(gpu: GPU | undefined, listener: DeviceListener) {
    this.gpu = gpu;
    this.listener = listener;
  }

  /** The device at work and its adapter; undefined before the first and between two. */
  get held(): HeldDevice | undefined {
    return this.current;
  }

  /** Finds an adapter and opens a device. Throws the LabErrors of `requestAdapter`. */
  async open(): Promise<void> {
    const gpuAdapter = await requestAdapter(this.gpu);
    const device = await requestDevice(gpuAdapter);
    const adapter = describeAdapter(gpuAdapter);
    this.current = { device, adapter };
    device.addEventListener('uncapturederror', ({ error }) => this.listener.onRefused(error.message));
    void device.lost.then((info) => {
      if (this.current?.device !== device) return;
      this.current = undefined;
      this.listener.onLost(info);
    });
    this.listener.onAdapter(adapter);
  }

  /**
   * After a loss: another device, then what must be made anew on it.
   * Throws a LabError `DEVICE_LOST` with the reason of the loss and of the last failure.
   */
  async replace(info: GPUDeviceLostInfo, rebuild: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.open();
        return await rebuild();
      } catch (error) {
        const failed = this.current?.device;
        this.current = undefined;
        failed?.destroy();
        if (attempt >= ATTEMPTS) throw lostForGood(info, error);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  /** Waits a moment for news that the device is gone: a failed submit hears of it before `lost` does. */
  async isLost(): Promise<boolean> {
    const { current } = this;
    if (!current) return true;
    const soon = new Promise<false>((resolve) => setTimeout(() => resolve(false), 1000));
    return Promise.race([current.device.lost.then(() => true), soon]);
  }
}

function lostForGood(info: GPUDeviceLostInfo, error: unknown): LabError {
  const reason = info.message || info.reason;
  return labError('DEVICE_LOST.forGood', places.gpuDevice, { reason, failure: reasonOf(error) });
}
