/** English. */
export { dataSets } from './data-sets';
export { errors } from './errors';
export { configIssues } from './errors/config-errors';
export type { ErrorText } from './errors/error-text';
export { findings } from './finding-texts';
export type { BrowserName, SystemName } from './no-webgpu';
export { messages } from './panels';
export { places } from './places';
export { runner } from './runner';
export { settings } from './settings';
export { verdicts } from './verdicts';
