/** The page's dev server and build: static files that work under any path, with no request to another origin. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** The runtime files of onnxruntime-web's wasm provider; the only ones of its 100 MB that the page needs. */
const ORT_FILES = {
  'ort-wasm-simd-threaded.mjs': 'text/javascript',
  'ort-wasm-simd-threaded.wasm': 'application/wasm',
} as const;

const ortFile = (name: string) =>
  fileURLToPath(new URL(`node_modules/onnxruntime-web/dist/${name}`, import.meta.url));

/** Offers onnxruntime-web's runtime files under `ort/`, in development and in the build, from node_modules. */
function ortRuntime(): Plugin {
  return {
    name: 'smd-lab:ort-runtime',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        const entry = Object.entries(ORT_FILES).find(([name]) => pathname === `/ort/${name}`);
        if (!entry) return next();
        const [name, type] = entry;
        response.setHeader('Content-Type', type);
        createReadStream(ortFile(name)).pipe(response);
      });
    },
    async generateBundle() {
      if (this.environment.config.consumer !== 'client') return;
      for (const name of Object.keys(ORT_FILES)) {
        this.emitFile({ type: 'asset', fileName: `ort/${name}`, source: await readFile(ortFile(name)) });
      }
    },
  };
}

export default defineConfig({
  base: './',
  // There is one page; a missing file is an error 404 and not that page.
  appType: 'mpa',
  plugins: [react(), ortRuntime()],
  resolve: {
    // Without this condition onnxruntime-web brings its own second copy of the wasm file into the bundle.
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions],
  },
  worker: { format: 'es' },
  // What workers import is not found by scanning the page; found late, it would reload the page in mid-run.
  optimizeDeps: { include: ['onnxruntime-web/wasm', 'zod'] },
  build: {
    // WebGPU needs a browser far newer than any syntax we use.
    target: 'esnext',
    // Read by the bundle check of `npm test`.
    manifest: true,
    sourcemap: true,
    // three is larger than Vite's default, and loads when it is needed; the bundle check bounds the first screen.
    chunkSizeWarningLimit: 1000,
  },
});
