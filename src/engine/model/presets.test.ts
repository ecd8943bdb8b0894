/** The names by which settings call a network's layers are those that it has. */
import { expect, it } from 'vitest';
import { weightedLayers } from '../../config/layer-names';
import { DEFAULT_RUN_CONFIG, NETWORK_KINDS } from '../../config/run-config';
import { networkOf } from './presets';

it.each(NETWORK_KINDS)('%s', (kind) => {
  for (const channels of [
    [4, 8, 16],
    [4, 4, 4],
  ] as [number, number, number][]) {
    const config = { ...DEFAULT_RUN_CONFIG.network, kind, channels };
    const { layers } = networkOf(config, { channels: 1, height: 28, width: 28 }, 10);
    const names = layers.flatMap(({ kind, name }) =>
      kind === 'convolution' || kind === 'dense' ? [name] : [],
    );
    expect(weightedLayers(config)).toEqual(names);
  }
});
