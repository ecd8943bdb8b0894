/** Timings of kernels kept between visits: a file per adapter and browser, each of its cases checked when it is read. */
import { z } from 'zod';
import { hash } from '../data/random';
import type { ByteStorage } from '../data/storage';
import type { AdapterReport } from '../engine/gpu/device';
import { type CaseTimings, ROUNDS } from '../engine/tuning/choose-by-timing';
import type { TimingsByCase } from '../engine/tuning/tune-kernels';

/** A case takes below a kilobyte: more than a thousand networks' worth is none of ours. */
const MAX_BYTES = 4 * 2 ** 20;

const caseSchema: z.ZodType<CaseTimings> = z.strictObject({
  fingerprint: z.string().max(16),
  samples: z.record(z.string().max(100), z.array(z.number().positive()).min(1).max(ROUNDS)),
});
const fileSchema = z.strictObject({
  adapter: z.string().max(2000),
  cases: z.record(z.string().max(100), z.unknown()),
});

/** What kernels were timed on. @param browser as it names itself, its version included */
export function timedAdapter({ vendor, architecture, description }: AdapterReport, browser: string): string {
  return [vendor, architecture, description, browser].join(' | ');
}

/** What is known of an adapter; what is not as we wrote it is passed over. Never throws. */
export async function readTimings(storage: ByteStorage, adapter: string): Promise<TimingsByCase> {
  const bytes = await storage.read(fileOf(adapter)).catch(() => undefined);
  if (!bytes || bytes.length > MAX_BYTES) return {};
  const file = fileSchema.safeParse(json(new TextDecoder().decode(bytes)));
  if (!file.success || file.data.adapter !== adapter) return {};
  const cases = Object.entries(file.data.cases).flatMap(([name, value]) => {
    const timings = caseSchema.safeParse(value);
    return timings.success ? [[name, timings.data] as const] : [];
  });
  return Object.fromEntries(cases);
}

/** Keeps the timings beside those that are there already. Throws the LabErrors of the storage. */
export async function keepTimings(
  storage: ByteStorage,
  adapter: string,
  timings: TimingsByCase,
): Promise<void> {
  const cases = { ...(await readTimings(storage, adapter)), ...timings };
  await storage.write(fileOf(adapter), new TextEncoder().encode(JSON.stringify({ adapter, cases })));
}

function fileOf(adapter: string): string {
  return `${hash(adapter).toString(16)}.json`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
