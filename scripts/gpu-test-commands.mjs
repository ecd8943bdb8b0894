/**
 * @file What tests in the browser can ask of Node: the PyTorch trajectories that may lie beside the repository.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../shared/oracle');

/**
 * A file of trajectories in base64, null where the folder is not there.
 * @param {unknown} _context
 * @param {string} name without a folder
 */
export async function readOracle(_context, name) {
  if (!/^[\w.-]+$/.test(name)) throw new Error(`${name} is not the name of a file of trajectories`);
  try {
    return await readFile(join(FOLDER, name), 'base64');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
