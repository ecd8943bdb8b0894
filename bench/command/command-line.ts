/** The command line of the bench: what can be asked for. */
import { parseArgs } from 'node:util';
import { type BenchOptions, SECTIONS, type Section } from '../bench';

export const USAGE = `Times SMD Lab's engine beside its peers, its kernels against their bounds, and what telemetry costs.

  npm run bench -- [options]

  --runtime NAME    chromium (default): with the peers; dawn: ours alone in Node.js, for GPU servers
  --only A,B        some of the sections ${SECTIONS.join(', ')}
  --peers A,B       some of the peers, by their names in the results; an empty list for none
  --pytorch PYTHON  PyTorch too, run by this interpreter
  --quick           a few minutes and rough numbers
  --out FILE        instead of bench/results/<adapter>.json; partial and quick results are written only with it
  --help            this text

Exit code: 0 done, 1 a result cannot be trusted: a peer trains something else, or a kernel beats its bound.`;

export interface CommandLine {
  readonly runtime: 'chromium' | 'dawn';
  readonly options: BenchOptions;
  /** By name; null for all. */
  readonly peers: readonly string[] | null;
  readonly python: string | null;
  readonly out: string | null;
  /** Everything is measured as thoroughly as it is. */
  readonly whole: boolean;
}

/** The command line's meaning, null where help is wanted. Throws an Error that names the option. */
export function readCommandLine(args: readonly string[]): CommandLine | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runtime: { type: 'string', default: 'chromium' },
      only: { type: 'string' },
      peers: { type: 'string' },
      pytorch: { type: 'string' },
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const { runtime, quick } = values;
  if (runtime !== 'chromium' && runtime !== 'dawn')
    throw new Error(`--runtime: there is none called ${runtime}. Use chromium or dawn.`);
  return {
    runtime,
    options: { sections: sectionsOf(values.only), quick },
    peers: namesOf(values.peers),
    python: values.pytorch ?? null,
    out: values.out ?? null,
    whole: !quick && values.only === undefined && values.peers === undefined,
  };
}

const namesOf = (text: string | undefined): string[] | null => text?.split(',').filter(Boolean) ?? null;

function sectionsOf(text: string | undefined): readonly Section[] {
  const names = namesOf(text);
  return (
    names?.map((name) => {
      const section = SECTIONS.find((known) => known === name);
      if (!section) throw new Error(`--only: there is no section ${name}. Use ${SECTIONS.join(', ')}.`);
      return section;
    }) ?? SECTIONS
  );
}
