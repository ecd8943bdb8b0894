/** Whether this browser draws with WebGL 2, asked once. */

/** Null if it does, else the browser's reason, empty if it gave none. */
export function webGlProblem(): string | null {
  known ??= ask();
  return known.problem;
}

let known: { readonly problem: string | null } | undefined;

function ask(): { readonly problem: string | null } {
  const canvas = document.createElement('canvas');
  let reason = '';
  canvas.addEventListener('webglcontextcreationerror', (event) => {
    reason = 'statusMessage' in event ? String(event.statusMessage) : '';
  });
  const context = canvas.getContext('webgl2');
  // Browsers allow few contexts at a time: this one is not needed any more.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return { problem: context ? null : reason };
}
