/** Rates that nobody measured, with small probes to measure them anew. */
import type { MeasuredRates } from '../profile/probes/adapter-rates';
import { loadProbes, type Memory } from '../profile/probes/loads';
import { multiplyAddProbes } from '../profile/probes/multiply-add';
import { mixedProbes } from '../profile/probes/overlap';
import { copyProbes, storeProbes } from '../profile/probes/stores';

const loadsOf = (memory: Memory) => ({
  f32: loadProbes(memory, 'f32', 2)[0]!,
  vec4f: loadProbes(memory, 'vec4f', 2)[0]!,
});

/** Far beyond any adapter: it shows what is measured anew. */
export const madeUpRates: MeasuredRates = {
  rates: {
    peakGflops: 1e9,
    loadRates: { storage: { f32: 1e9, vec4f: 1e9 }, workgroup: { f32: 1e9, vec4f: 1e9 } },
    storeRates: { f32: 1e9, vec4f: 1e9 },
    overlap: 0.25,
    storeOverlap: 0.75,
    emptyDispatchMicroseconds: 3,
    probes: [{ name: 'one', rate: 1 }],
  },
  best: {
    multiplyAdd: multiplyAddProbes(2)[0]!,
    loads: { storage: loadsOf('storage'), workgroup: loadsOf('workgroup') },
    mixed: {
      probe: mixedProbes(loadsOf('storage').f32.form, { multiplyAdd: 8, load: 1 }, 2)[0]!,
      width: 'f32',
      overlap: 0.25,
    },
    copy: { probe: copyProbes('vec4f', 2)[0]!, width: 'vec4f', overlap: 0.75 },
    stores: { f32: storeProbes('f32', 2)[0]!, vec4f: storeProbes('vec4f', 2)[0]! },
  },
};
