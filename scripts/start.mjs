/**
 * @file `npm start`: installs what is missing, builds the page, serves it and prints its URL. Serves the build rather
 * than Vite's development server (`npm run dev`), because React and the charts are several times faster in it.
 */
import { exit } from 'node:process';
import { ensureDependencies, ROOT, requireNode, SetupError } from './setup.mjs';

/** Vite's customary port; the next free one is taken if it is in use. */
const PORT = 5173;

try {
  requireNode();
  ensureDependencies();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  exit(1);
}

// Imported late: Vite is one of the dependencies.
const { build, preview } = await import('vite');
console.log('Building the page …');
await build({ root: ROOT, logLevel: 'warn' });
const server = await preview({ root: ROOT, logLevel: 'warn', preview: { port: PORT, host: 'localhost' } });
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await server.close();
    exit(0);
  });
}
const address = server.httpServer.address();
const port = typeof address === 'object' && address ? address.port : PORT;
console.log(
  `\nSMD Lab runs at\n\n  http://localhost:${port}/\n\nOpen it in Chrome or another browser with WebGPU. Ctrl-C stops it.`,
);
