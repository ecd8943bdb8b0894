/** After warm-up nothing is made: no buffer, bind group, pipeline or shader, by steps, tests and saved states. */
import { expect, test } from 'vitest';
import { createSmallTrainer, SMALL_BATCH } from './testing/small-trainer';

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
  const run = async () => {
    await trainer.advance(3);
    await trainer.evaluate(2 * SMALL_BATCH, 'batch');
    await trainer.save();
    await trainer.settled();
  };
  await run();
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
    for (let round = 0; round < 20; round++) await run();
    expect(calls).toEqual([]);
    // The count works: two states at once need more buffers to read back than one.
    await Promise.all([trainer.save(), trainer.save()]);
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
