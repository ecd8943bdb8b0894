/** After warm-up a step makes nothing: no buffer, bind group, pipeline or shader. */
import { expect, test } from 'vitest';
import { createSmallTrainer } from './testing/small-trainer';

const MAKERS = [
  'createBuffer',
  'createBindGroup',
  'createBindGroupLayout',
  'createPipelineLayout',
  'createComputePipeline',
  'createComputePipelineAsync',
  'createShaderModule',
] as const;

test('training allocates nothing on the device', async () => {
  const trainer = await createSmallTrainer();
  await trainer.advance(2);
  await trainer.settled();
  const calls: string[] = [];
  const originals = MAKERS.map((name) => [name, GPUDevice.prototype[name]] as const);
  try {
    for (const [name, original] of originals) {
      Object.defineProperty(GPUDevice.prototype, name, {
        configurable: true,
        writable: true,
        value(this: GPUDevice, ...parameters: unknown[]) {
          calls.push(name);
          return Reflect.apply(original, this, parameters);
        },
      });
    }
    for (let submit = 0; submit < 20; submit++) await trainer.advance(3);
    await trainer.settled();
    expect(calls).toEqual([]);
    // The count works: a saved state needs buffers to read back.
    await trainer.save();
    expect(calls).toContain('createBuffer');
  } finally {
    for (const [name, original] of originals)
      Object.defineProperty(GPUDevice.prototype, name, {
        configurable: true,
        writable: true,
        value: original,
      });
  }
});
