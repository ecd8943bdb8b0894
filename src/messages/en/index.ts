/** English. */
export type { BrowserName, SystemName } from './no-webgpu';
export { messages } from './panels';
