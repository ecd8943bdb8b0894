/** What `npm run findings` prints, and the words of a verdict wherever one is shown. */
export const verdicts = {
  usage: `Runs the findings, the paper’s claims as experiments, and prints what was measured beside what was predicted.

  npm run findings -- [options]

  --only 1,4        these findings, by their numbers; all without it
  --seed 1,2,3      seeds, each finding with each of them (1)
  --data NAME       glyphs (default, generated) or fashion-mnist
  --sabotage        breaks each experiment behind its prediction’s back: every verdict must be “does not agree”
  --out DIR         gets findings.md, findings.json and a file for each verdict (findings-results); what is there
                    already, of the same sources, is not computed again
  --runtime NAME    chromium (default) or dawn
  --tune            chooses the kernels by timing them here first; without it all adapters of a kind run the same
  --help            this text

Exit code: 0 all as it must be, 1 not so or not computable here, 2 wrong options, 130 interrupted.`,
  heading: 'Findings',
  checksHeading: 'Checks',
  finding: 'finding',
  data: 'data',
  seed: 'seed',
  check: 'check',
  predicted: 'predicted',
  measured: 'measured',
  tolerance: 'tolerance',
  /** A column's heading, over one of the next two. */
  verdictHeading: 'verdict',
  seconds: 'seconds',
  verdict: (agrees: boolean) => (agrees ? 'agrees' : 'does not agree'),
  /** Behind the data set's name; begins with a space. */
  sabotaged: ' (sabotage)',
  control: (name: string) => `${name} (must break)`,
  relative: (share: number) => `±${Number((100 * share).toPrecision(3))} %`,
  range: (from: string, to: string) => `${from} … ${to}`,
  starts: (title: string, dataSource: string, seed: number) => `${title}, ${dataSource}, seed ${seed}`,
  ends: (verdict: string, seconds: string, wasKept: boolean) =>
    `  ${verdict}, ${wasKept ? 'kept from an earlier run' : seconds}`,
  sabotageUnnoticed: (titles: readonly string[]) => `The sabotage was not noticed by: ${titles.join(', ')}.`,
  written: (folder: string) => `findings.md and findings.json are in ${folder}.`,
} as const;
