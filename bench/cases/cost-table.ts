/** How the time of a step grows with what is asked of it: batch, width and depth. */
import type { NetworkKind } from '../../src/config/run-config';
import { runConfigSchema } from '../../src/config/run-config';
import { createGlyphs } from '../../src/data/glyphs';
import { syntheticImages } from '../../src/engine/testing/synthetic-images';
import { Trainer } from '../../src/engine/trainer';
import { summarise } from '../../src/engine/tuning/statistics';
import type { BenchDevice } from '../device';
import type { CostRow } from '../results';
import type { Log } from './compare';
import { advance } from './ours';

interface Cost {
  readonly network: NetworkKind;
  readonly channels: readonly [number, number, number];
  readonly batch: number;
  /** Glyphs are 28×28×1; `cifar` are 32×32×3. */
  readonly images: 'glyphs' | 'cifar';
}

const narrow = [8, 16, 32] as const;

const COSTS: readonly Cost[] = [
  ...[8, 32, 128].map((batch): Cost => ({ network: 'conv3', channels: narrow, batch, images: 'glyphs' })),
  ...(
    [
      [4, 8, 16],
      [16, 32, 64],
      [32, 64, 128],
    ] as const
  ).map((channels): Cost => ({ network: 'conv3', channels, batch: 32, images: 'glyphs' })),
  ...(['resnet8', 'resnet20'] as const).map(
    (network): Cost => ({ network, channels: narrow, batch: 32, images: 'glyphs' }),
  ),
  { network: 'resnet20', channels: [16, 32, 64], batch: 128, images: 'cifar' },
];

/** Images of an epoch of CIFAR-10. */
const EPOCH = 50_000;
const ROUNDS = 5;

/** @param windowMs length of a measurement; at least one step @param quick leaves out the largest */
export async function costTable(
  { device, software }: BenchDevice,
  windowMs: number,
  quick: boolean,
  log: Log,
): Promise<CostRow[]> {
  const rows: CostRow[] = [];
  for (const { network, channels, batch, images } of quick ? COSTS.slice(0, -1) : COSTS) {
    log(`Cost: ${network} ${channels.join('-')}, batch ${batch}, ${images}`);
    const config = runConfigSchema.parse({
      batchSize: batch,
      network: { kind: network, channels: [...channels] },
    });
    const dataSet =
      images === 'glyphs'
        ? createGlyphs({ trainCount: 2 * batch, testCount: batch, seed: 1 })
        : syntheticImages({ count: 2 * batch, channels: 3, height: 32, width: 32, classes: 10 });
    const trainer = await Trainer.create({ device, config, dataSet, software });
    const time = async (steps: number) => {
      const begin = performance.now();
      await advance(trainer, steps);
      return (performance.now() - begin) / steps;
    };
    await time(1);
    const steps = Math.min(512, Math.max(1, Math.round(windowMs / (await time(1)))));
    const samples: number[] = [];
    for (let round = 0; round < (quick ? 1 : ROUNDS); round++) samples.push(await time(steps));
    const { median: ms, least, most } = summarise(samples);
    rows.push({
      network,
      channels,
      batch,
      images,
      steps_per_second: 1e3 / ms,
      ms,
      spread_ms: [least, most],
      gflop_per_step: trainer.plan.flopPerStep / 1e9,
      dispatches: trainer.dispatchesPerStep,
      epoch_seconds: images === 'cifar' ? (Math.floor(EPOCH / batch) * ms) / 1e3 : null,
    });
    trainer.destroy();
  }
  return rows;
}
