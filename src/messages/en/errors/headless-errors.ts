/** Errors of the headless runner. */
import type { ErrorText } from './error-text';

const told = (where: string, problem: string, fix: string): ErrorText => ({
  message: `${where}: ${problem}.`,
  fix,
});

const CORRECT_PATH = 'Correct --config.';

export const headlessErrors = {
  'COMMAND_LINE.choice': (where: string, { found, choices }: { found: string; choices: readonly string[] }) =>
    told(where, `there is none called ${found}`, `Use ${choices.join(' or ')}.`),
  'COMMAND_LINE.finding': (where: string, { found, last }: { found: number; last: number }) =>
    told(where, `there is no finding ${found}`, `Give numbers from 1 to ${last}, separated by commas.`),
  'COMMAND_LINE.config': (where: string) =>
    told(where, 'it is missing: the file that describes the run', `Add ${where}; see --help.`),
  'COMMAND_LINE.out': (where: string) =>
    told(where, 'it is missing: the folder for the results', `Add ${where}; see --help.`),
  'COMMAND_LINE.number': (where: string, { text }: { text: string }) =>
    told(where, `${text} is not a whole number`, 'Give digits only.'),
  'COMMAND_LINE.unreadable': (where: string, { reason }: { reason: string }) =>
    told(where, reason, 'See --help.'),
  'CONFIG_FILE.unreadable': (where: string, { reason }: { reason: string }) =>
    told(where, `it cannot be read (${reason})`, CORRECT_PATH),
  'CONFIG_FILE.large': (where: string, { bytes, limit }: { bytes: number; limit: number }) =>
    told(where, `it has ${bytes} bytes; at most ${limit} are read`, CORRECT_PATH),
  'CONFIG_FILE.json': (where: string, { reason }: { reason: string }) =>
    told(where, `it is not JSON (${reason})`, 'Correct it; JSON has no comments or trailing commas.'),
  'CONFIG_FILE.object': (where: string) =>
    told(where, 'it is not a JSON object', 'Start from one of the examples.'),
  'OUTPUT_FOLDER.make': (_: string, { path, reason }: { path: string; reason: string }) =>
    told(path, `the folder cannot be made (${reason})`, 'Choose another --out.'),
  'OUTPUT_FOLDER.taken': (_: string, { path }: { path: string }) =>
    told(path, 'it holds a run already', 'Add --resume to go on with it, or choose another --out.'),
  'OUTPUT_FOLDER.noCheckpoint': (_: string, { path, checkpoint }: { path: string; checkpoint: string }) =>
    told(path, `there is no ${checkpoint} to go on from`, 'Leave out --resume.'),
  'DAWN_UNAVAILABLE.load': (where: string, { reason }: { reason: string }) => ({
    message: `${where} dawn: the npm package webgpu cannot be loaded (${reason}).`,
    fix: 'Run `npm ci` (with dev dependencies) on x64 or arm64 Linux, macOS or Windows, or use --runtime chromium.',
  }),
  'DAWN_UNAVAILABLE.start': (_: string, { reason }: { reason: string }) => ({
    message: `${reason}.`,
    fix: 'Use --runtime chromium.',
  }),
  NO_CHROMIUM: (where: string, { reason }: { reason: string }) => ({
    message: `${where} chromium: no Chromium could be started (${reason}).`,
    fix: 'Install Chrome or Chromium, set SMD_CHROMIUM to one, or use --runtime dawn.',
  }),
  BROWSER_FAILED: (where: string, { reason }: { reason: string }) => ({
    message: `${where}: the page of the run failed (${reason}).`,
    fix: 'Run the same command with --resume; if it happens again, choose a smaller batch or network.',
  }),
  RESUME_CONFIG: (where: string, { checkpoint }: { checkpoint: string }) => ({
    message: `${where}: it is not as in ${checkpoint}, so that this is another run.`,
    fix: 'Resume with the config of before. For another future of the same weights set init to this checkpoint, with another --out.',
  }),
  DATA_SOURCE: (where: string) => ({
    message: `${where}: "files" are those that the page asks for; there is no page here.`,
    fix: 'Set it to idx, cifar10 or safetensors, and data.paths to the files.',
  }),
  FILE_MISSING: (where: string, { path }: { path: string }) => ({
    message: `${where}: there is no file ${path} that can be read.`,
    fix: 'Correct the path; relative ones start from the folder of the config.',
  }),
};
