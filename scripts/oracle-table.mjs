/**
 * @file A reporter of vitest that prints, after all tests, the tables of `src/engine/testing/oracle-table.ts`: worst error
 * over bound or tolerance, the largest first.
 */

/** @typedef {import('../src/engine/testing/oracle-table').Comparison} Comparison */
/** @typedef {import('vitest/node').TestModule} TestModule */

/**
 * The tables as text: a row is its worst comparison.
 * @param {readonly Comparison[]} comparisons
 */
export function oracleTables(comparisons) {
  /** @type {Map<string, Map<string, { worst: Comparison, count: number }>>} */
  const tables = new Map();
  for (const comparison of comparisons) {
    const { table, row, ratio } = comparison;
    const rows = tables.get(table) ?? new Map();
    tables.set(table, rows);
    const { worst, count } = rows.get(row) ?? { worst: comparison, count: 0 };
    // Of a NaN nothing is known but that it is wrong: it stays the worst.
    rows.set(row, { worst: ratio <= worst.ratio ? worst : comparison, count: count + 1 });
  }
  return [...tables].map(([title, rows]) => {
    const sorted = [...rows].sort(([, a], [, b]) => b.worst.ratio - a.worst.ratio);
    const width = Math.max(...sorted.map(([row]) => row.length));
    const lines = sorted.map(([row, { worst, count }]) => {
      const place = worst.what === row ? '' : `  ${worst.what}`;
      return `  ${worst.ratio.toFixed(4).padStart(8)}  ${row.padEnd(width)} ${String(count).padStart(5)}×${place}`;
    });
    return [`${title} (worst error / bound)`, ...lines].join('\n');
  });
}

/**
 * Kernels, and forms of kernels, that no test has compared with anything.
 * @param {readonly Comparison[]} comparisons
 * @param {readonly string[]} expectedRows
 */
export function missingRows(comparisons, expectedRows) {
  const rows = new Set(comparisons.map(({ row }) => row));
  const found = (/** @type {string} */ name) =>
    rows.has(name) || [...rows].some((row) => row.startsWith(`${name} `));
  return expectedRows.filter((name) => !found(name));
}

export default class OracleTableReporter {
  /** @param {readonly TestModule[]} modules */
  onTestRunEnd(modules) {
    const tests = modules
      .filter(({ project }) => project.name.startsWith('gpu'))
      .flatMap((module) => [...module.children.allTests()]);
    const comparisons = tests.flatMap((test) => test.meta().comparisons ?? []);
    for (const table of oracleTables(comparisons)) console.log(`\n${table}`);
    // Where only some files are tested, most kernels have no comparison.
    if (process.env.SMD_EVERY_KERNEL === undefined) return;
    const expectedRows = tests.flatMap((test) => test.meta().expectedRows ?? []);
    for (const row of missingRows(comparisons, expectedRows)) {
      console.error(`No test compares the kernel ${row} with its twin.`);
      process.exitCode = 1;
    }
  }
}
