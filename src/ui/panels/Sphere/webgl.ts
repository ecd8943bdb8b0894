/** What WebGL is on this machine, asked once. */

export interface WebGlSupport {
  /** Null where WebGL 2 is there, else the browser's reason, empty if it gave none. */
  readonly problem: string | null;
  /** The processor does the drawing. */
  readonly isSoftware: boolean;
}

/** Names of the renderers without a GPU: of Chrome, Mesa and Windows. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render/i;

let known: WebGlSupport | undefined;

export function webGlSupport(): WebGlSupport {
  known ??= ask();
  return known;
}

function ask(): WebGlSupport {
  const canvas = document.createElement('canvas');
  let reason = '';
  canvas.addEventListener('webglcontextcreationerror', (event) => {
    reason = 'statusMessage' in event ? String(event.statusMessage) : '';
  });
  const context = canvas.getContext('webgl2');
  if (!context) return { problem: reason, isSoftware: false };
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const renderer = names ? String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)) : '';
  // Browsers allow few contexts at a time: this one is not needed any more.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return { problem: null, isSoftware: SOFTWARE.test(renderer) };
}
