import { describe, expect, it } from 'vitest';
import { LabError } from '../config/lab-error';
import { BatchSampler, type SampleOrder } from './sampler';

function deal(sampler: BatchSampler, steps: number): number[][] {
  return Array.from({ length: steps }, () => {
    const batch = new Uint32Array(sampler.batchSize);
    sampler.next(batch);
    return [...batch];
  });
}

describe('BatchSampler', () => {
  it('deals every image at most once in an epoch, and other orders in other epochs', () => {
    const sampler = new BatchSampler(103, 10, 1, 'shuffled');
    expect(sampler.stepsPerEpoch).toBe(10);
    const epochs = [0, 1, 2].map(() => deal(sampler, 10).flat());
    for (const epoch of epochs) {
      expect(new Set(epoch).size).toBe(100);
      expect(Math.max(...epoch)).toBeLessThan(103);
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[1]).not.toEqual(epochs[2]);
    expect([sampler.epoch, sampler.position, sampler.step]).toEqual([3, 0, 30]);
  });

  it('drops other images in every shuffled epoch, always the last when sequential', () => {
    const shuffled = new BatchSampler(13, 5, 1, 'shuffled');
    const dropped = new Set<number>();
    for (let epoch = 0; epoch < 40; epoch++) {
      const seen = new Set(deal(shuffled, 2).flat());
      for (let image = 0; image < 13; image++) if (!seen.has(image)) dropped.add(image);
    }
    expect(dropped.size).toBe(13);
    const sequential = new BatchSampler(7, 3, 1, 'sequential');
    expect(deal(sequential, 3)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [0, 1, 2],
    ]);
  });

  it.each<SampleOrder>(['shuffled', 'sequential'])(
    'continues from any sought step as if dealt (%s)',
    (order) => {
      const all = deal(new BatchSampler(50, 8, 7, order), 40);
      const sampler = new BatchSampler(50, 8, 7, order);
      for (const step of [0, 5, 6, 7, 35, 11, 36, 0]) {
        sampler.seek(step);
        expect(sampler.step).toBe(step);
        expect(deal(sampler, 3)).toEqual(all.slice(step, step + 3));
      }
      sampler.seek(10_000_000);
      expect(sampler.step).toBe(10_000_000);
    },
  );

  it('depends on the seed', () => {
    expect(deal(new BatchSampler(50, 8, 1, 'shuffled'), 3)).not.toEqual(
      deal(new BatchSampler(50, 8, 2, 'shuffled'), 3),
    );
  });

  it('serves the full batch', () => {
    const sampler = new BatchSampler(6, 6, 1, 'shuffled');
    for (const batch of deal(sampler, 4)) expect([...batch].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sampler.epoch).toBe(4);
  });

  it('names what is wrong', () => {
    expect(() => new BatchSampler(10, 11, 1, 'shuffled')).toThrow(
      expect.objectContaining({ code: 'BATCH_LARGER_THAN_SET', where: 'batch size' }),
    );
    expect(() => new BatchSampler(0, 1, 1, 'shuffled')).toThrow(LabError);
    expect(() => new BatchSampler(10, 0, 1, 'shuffled')).toThrow(LabError);
    expect(() => new BatchSampler(10, 2.5, 1, 'shuffled')).toThrow(LabError);
    const sampler = new BatchSampler(10, 2, 1, 'shuffled');
    expect(() => sampler.next(new Uint32Array(3))).toThrow(expect.objectContaining({ code: 'BATCH_LENGTH' }));
    expect(() => sampler.seek(-1)).toThrow(LabError);
  });
});
