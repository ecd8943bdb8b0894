/** All findings there are, in the gallery's order. */
import type { Finding } from './finding';

export const findings: readonly Finding[] = [];
