/** Errors of the run as the page conducts it. */
const RESET_OR_REPORT = 'Reset the run; if it happens again, please report it.';
const RESET_OR_NEW = 'Reset the run, or start a new one with the present values.';

export const labErrors = {
  /** Whatever was thrown that is not a LabError. */
  UNEXPECTED: (_: string, { reason }: { reason: string }) => ({
    message: reason,
    fix: 'Reset the run or reload the page; if it happens again, please report it.',
  }),
  NO_RUN: () => ({
    message: 'There is no run that could do this: the GPU device or the data set is missing.',
    fix: 'Wait until the run is ready, or start a new one.',
  }),
  FILES_WITHOUT_RUN: (where: string) => ({
    message: `Nothing is wrong with ${where}, but a run on these images needs WebGPU, which the lab does not have here.`,
    fix: 'Open the lab where it can train (the page says where that is) and give it the same files.',
  }),
  'DIVERGED.page': (where: string, { step, goodStep }: { step: number; goodStep: number }) => ({
    message: `Step ${step} is not finite any more, first seen in ${where}.`,
    fix: `The run holds its last good state, after step ${goodStep}. Lower the learning rate and train on, or reset.`,
  }),
  'DIVERGED.headless': (
    where: string,
    { step, goodStep, files }: { step: number; goodStep: number; files: string },
  ) => ({
    message: `step ${step} is not finite any more, first seen in ${where}; ${files}, the checkpoint of step ${goodStep}.`,
    fix: 'Lower the learning rate.',
  }),
  TELEMETRY_GAP: (_: string, { first, last }: { first: number; last: number }) => ({
    message: `Steps ${first} to ${last} were not reported.`,
    fix: RESET_OR_REPORT,
  }),
  TELEMETRY_SHAPE: (
    _: string,
    values: {
      count: number;
      expected: { tensors: number; filters: number };
      tensors: number;
      filters: number;
    },
  ) => ({
    message: `${values.count} steps should bring ${values.expected.tensors} tensor and ${values.expected.filters} filter values, not ${values.tensors} and ${values.filters}.`,
    fix: RESET_OR_REPORT,
  }),
  TENSOR_UNKNOWN: (_: string, { tensors, index }: { tensors: number; index: number }) => ({
    message: `The run has ${tensors} tensors; there is none with index ${index}.`,
    fix: 'Select one of the run’s tensors.',
  }),
  'EVENTS_FULL.run': (_: string, { limit }: { limit: number }) => ({
    message: `A run records at most ${limit} moves of its controls; this one has them.`,
    fix: RESET_OR_NEW,
  }),
  'EVENTS_FULL.checkpoint': (_: string, { limit, moves }: { limit: number; moves: number }) => ({
    message: `A checkpoint names at most ${limit} moves of the controls; this run has ${moves}.`,
    fix: RESET_OR_NEW,
  }),
  TOO_MANY_EVENTS: (_: string, { limit, moves }: { limit: number; moves: number }) => ({
    message: `The sliders were moved ${moves} times; a link holds ${limit} moves.`,
    fix: 'Reset the run; it then starts with the present values and no moves.',
  }),
  VALUE_OUT_OF_RANGE: (
    _: string,
    { name, minimum, maximum, value }: { name: string; minimum: number; maximum: number; value: number },
  ) => ({
    message: `${name} must lie between ${minimum} and ${maximum}, not ${value}.`,
    fix: `Choose a value from ${minimum} to ${maximum}.`,
  }),
  /** `detail` is empty where the browser gives none. */
  WORKER_DIED: (_: string, { detail }: { detail: string }) => ({
    message: `The thread that trains has stopped${detail && `: ${detail}`}.`,
    fix: 'Press Reset to start the run again, or reload the page.',
  }),
  FINDING_UNKNOWN: (_: string, { id }: { id: string }) => ({
    message: `There is no finding called ${id}.`,
    fix: 'Choose one of the list.',
  }),
  FINDING_WORKER: (_: string, { reason }: { reason: string }) => ({
    message: `The thread that runs the finding has stopped${reason && `: ${reason}`}.`,
    fix: 'Run it again, or reload the page.',
  }),
  'DEVICE_LOST.finding': (_: string, { reason }: { reason: string }) => ({
    message: `The GPU device was lost (${reason}).`,
    fix: 'Run the finding again.',
  }),
  RUNS_FULL: (_: string, { limit }: { limit: number }) => ({
    message: `At most ${limit} runs are kept.`,
    fix: 'Export the one you need least, remove it, and keep this run again.',
  }),
  RUN_NOT_SAVED: (_: string, { reason }: { reason: string }) => ({
    message: `The run is kept until the page closes only. ${reason}`,
    fix: 'Export it as CSV; or free room by removing kept runs or other site data, and keep it again.',
  }),
  RUN_UNREADABLE: (_: string, { reason }: { reason: string }) => ({
    message: `A kept run cannot be read: ${reason}`,
    fix: 'It was written by another version of the lab or is damaged; it stays where it is, and is not shown.',
  }),
  FILES_NEEDED: () => ({
    message: 'This run was made with files of its author, which a link does not carry.',
    fix: 'Choose the files again, or another data set.',
  }),
  'FILE_TOO_LARGE.checkpoint': (where: string, { bytes, limit }: { bytes: number; limit: number }) => ({
    message: `${where} holds ${bytes} bytes; a checkpoint of at most ${limit} is read.`,
    fix: 'Choose a checkpoint of one of the lab’s networks.',
  }),
  FILE_UNREADABLE: (where: string, { reason }: { reason: string }) => ({
    message: `${where} cannot be read: ${reason}`,
    fix: 'Choose the file again.',
  }),
};
