/** Runs `pytorch.py` on the cases and adds its times to the results. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportedCase } from '../cases/export-case';
import { compareLosses } from '../measure/loss-agreement';
import { type BenchResults, type CaseResult, OURS, type StepTimes } from '../results';

/** What `pytorch.py` writes. */
interface PyTorchResults {
  readonly adapter: string;
  readonly version: string;
  readonly cases: Readonly<Record<string, Readonly<Record<string, Omit<StepTimes, 'loss_difference'>>>>>;
}

export class PyTorch {
  private readonly python: string;
  private readonly script: string;
  /** Of the handed over cases. */
  private readonly folder: string;

  private constructor(python: string, script: string, folder: string) {
    this.python = python;
    this.script = script;
    this.folder = folder;
  }

  /** @param python the interpreter @param benchFolder where `pytorch.py` lies */
  static async create(python: string, benchFolder: string): Promise<PyTorch> {
    const folder = await mkdtemp(join(tmpdir(), 'smd-lab-bench-'));
    return new PyTorch(python, join(benchFolder, 'pytorch.py'), folder);
  }

  async take({ name, description, data }: ExportedCase): Promise<void> {
    await writeFile(join(this.folder, `${name}.json`), JSON.stringify(description));
    await writeFile(join(this.folder, `${name}.bin`), Buffer.from(data, 'base64'));
  }

  /** Throws an Error where Python fails; its own message is shown. */
  async addTo(results: BenchResults): Promise<BenchResults> {
    const out = join(this.folder, 'results');
    try {
      const { status } = spawnSync(this.python, [this.script, this.folder, out], { stdio: 'inherit' });
      if (status !== 0) throw new Error(`${this.python} ${this.script} failed`);
      const found: PyTorchResults = JSON.parse(await readFile(out, 'utf8'));
      const cases = (results.cases ?? []).map((one) => withPyTorch(one, found.cases[one.name] ?? {}));
      return { ...results, pytorch: `${found.version} on ${found.adapter}`, cases };
    } finally {
      await rm(this.folder, { recursive: true });
    }
  }
}

function withPyTorch(result: CaseResult, times: PyTorchResults['cases'][string]): CaseResult {
  const ours = result.spread[OURS]!.first_losses;
  const compared = Object.entries(times).map(([mode, time]) => {
    const { agrees, difference } = compareLosses(ours, time.first_losses);
    return { mode, agrees, time: { ...time, loss_difference: difference } };
  });
  return {
    ...result,
    disagreeing: [...result.disagreeing, ...compared.flatMap(({ mode, agrees }) => (agrees ? [] : [mode]))],
    pytorch: Object.fromEntries(compared.map(({ mode, time }) => [mode, time])),
  };
}
