/**
 * All visible text of the page. One object, so that another language can take its place; text with numbers in it is
 * a function. The parts lie in messages/, one file per part of the page.
 */
import { charts } from './messages/charts';
import { exchange } from './messages/exchange';
import { noWebGpu } from './messages/no-webgpu';
import { page } from './messages/page';
import { inference, readouts } from './messages/readouts';
import { theory } from './messages/theory';

export const messages = { ...page, readouts, inference, theory, noWebGpu, charts, exchange } as const;
