/** Errors of configs and links. */
import type { ErrorText } from './error-text';

const invalid = (where: string, problem: string): ErrorText => ({
  message: `${where}: ${problem}.`,
  fix: `Correct or leave out ${where}; what is left out takes its default.`,
});

const link = (where: string, problem: string): ErrorText => ({
  message: `The link cannot be opened. ${where}: ${problem}.`,
  fix: 'Ask for the link again, or correct this field in the address; the lab changed nothing.',
});

const RUNNER_ONLY = 'A page cannot open paths on this computer: this is a setting of the headless runner';

export const configErrors = {
  /** `issue` is the schema's own objection, or one of `configIssues`. */
  'CONFIG_INVALID.issue': (where: string, { issue }: { issue: string }) => invalid(where, issue),
  'CONFIG_INVALID.unknownField': (where: string, { fields }: { fields: readonly string[] }) =>
    invalid(where, `unknown field ${fields.join(', ')}`),
  'CONFIG_INVALID.noConfig': (where: string) => invalid(where, 'not a run config'),
  'CONFIG_INVALID.endless': (where: string) => ({
    message: `${where}: it is missing or null; without a page nobody would pause the run.`,
    fix: 'Set steps in the config, or give --steps.',
  }),
  'LINK_INVALID.long': (where: string, { length, limit }: { length: number; limit: number }) =>
    link(where, `It has ${length} characters; at most ${limit} are read`),
  'LINK_INVALID.runnerOnly': (where: string) => link(where, RUNNER_ONLY),
  'LINK_INVALID.pathSource': (where: string, { text }: { text: string }) =>
    link(where, `${text} stands for files given by their paths. ${RUNNER_ONLY}`),
  'LINK_INVALID.unknownField': (where: string) => link(where, 'There is no such field'),
  'LINK_INVALID.noValue': (where: string) => link(where, 'It has no value'),
  'LINK_INVALID.twice': (where: string) => link(where, 'It is there twice'),
  'LINK_INVALID.encoding': (where: string) => link(where, 'Its percent encoding is broken'),
  'LINK_INVALID.noVersion': (where: string, { version }: { version: string }) =>
    link(where, `This lab reads links of version ${version}, and this one has none`),
  'LINK_INVALID.otherVersion': (where: string, { version, found }: { version: string; found: string }) =>
    link(where, `This lab reads links of version ${version}, and this one is of version ${found}`),
  'LINK_INVALID.noBoolean': (where: string, { text }: { text: string }) =>
    link(where, `${text} is not true or false`),
  'LINK_INVALID.noChoice': (where: string, { text, choices }: { text: string; choices: readonly string[] }) =>
    link(where, `${text} is not one of ${choices.join(', ')}`),
  'LINK_INVALID.noNumber': (where: string, { text }: { text: string }) =>
    link(where, `${text} is not a finite decimal number`),
  'LINK_INVALID.noNumbers': (where: string, { text, count }: { text: string; count: number }) =>
    link(where, `${text} is not a list of ${count} numbers`),
  'LINK_INVALID.noList': (where: string, { text }: { text: string }) =>
    link(where, `${text} is not a list of numbers`),
  'LINK_INVALID.noFactors': (where: string, { text }: { text: string }) =>
    link(where, `${text} is not a list such as conv1:0.05,conv2:20`),
  'LINK_INVALID.manyEvents': (where: string, { limit }: { limit: number }) =>
    link(where, `There are more than ${limit}`),
  'LINK_INVALID.noEvent': (where: string, { text }: { text: string }) =>
    link(where, `${text} is not of the form step:field:value`),
};

/** What the config's schema objects to where its own words do not do. */
export const configIssues = {
  pathsNeeded: (source: string) => `The source ${source} needs the paths of its files`,
  noPaths: (source: string, pathSources: readonly string[]) =>
    `The source ${source} takes no paths; those that do are ${pathSources.join(', ')}`,
  eventOrder: 'Events must stand in the order of their steps',
  eventRange: (field: string, minimum: number, maximum: number) =>
    `${field} must lie between ${minimum} and ${maximum}`,
  nesterovDampening: 'Nesterov momentum has no dampening: one of the two must be off',
  unknownLayer: (layers: readonly string[]) =>
    `This network has no such layer; its layers are ${layers.join(', ')}`,
  milestoneOrder: 'Milestones must ascend',
  zeroWeights: 'Weights must not be multiplied with 0',
} as const;
