/** Gradient of a dense layer's bias. */
import source from './bias-gradient.wgsl?raw';
import { channelGroups, type Kernel } from './kernel';
import { instantiateWithTotal } from './workgroup-total';

/** It has a batch's rows to add and hardly counts: one form for all adapters. */
const FORM = { threads: 16, quad: false } as const;

/** Bindings: dy [rows][channel groups], gradient. */
export function biasGradient(rows: number, channels: number): Kernel {
  const groups = channelGroups(channels);
  return {
    label: `bias-gradient ${rows}×${channels}`,
    code: instantiateWithTotal(source, 1, FORM, { ROWS: rows, GROUPS: groups }),
    bindings: ['read', 'write'],
    workgroups: [groups, 1, 1],
    readsStep: false,
    flop: 0,
  };
}
