/** What to say and to do where WebGPU is missing, by browser and system. */

export type BrowserName = 'chrome' | 'edge' | 'firefox' | 'safari' | 'other';
export type SystemName = 'windows' | 'macos' | 'linux' | 'android' | 'ios' | 'other';

const browserNames: Record<BrowserName, string> = {
  chrome: 'Chrome',
  edge: 'Edge',
  firefox: 'Firefox',
  safari: 'Safari',
  other: 'this browser',
};

const systemNames: Record<SystemName, string> = {
  windows: 'Windows',
  macos: 'macOS',
  linux: 'Linux',
  android: 'Android',
  ios: 'iOS',
  other: 'this system',
};

const chromium: Record<SystemName, readonly string[]> = {
  windows: [
    'Update to version 127 or newer, and the graphics driver with it.',
    'Settings → System: switch on “Use graphics acceleration when available”, then restart the browser.',
  ],
  macos: [
    'Update to version 127 or newer.',
    'Settings → System: switch on “Use graphics acceleration when available”, then restart the browser.',
  ],
  linux: [
    'WebGPU is not on by default for every GPU: open chrome://flags, enable “Unsafe WebGPU Support” and “Vulkan”, and restart.',
    'Install the Vulkan driver of your GPU (mesa-vulkan-drivers, or NVIDIA’s own).',
    'Without a GPU: start the browser with --enable-unsafe-webgpu --use-webgpu-adapter=swiftshader (slow; the numbers are the same to rounding).',
  ],
  android: ['Update to Chrome 127 or newer on Android 12 or newer, with a Qualcomm, Arm or newer GPU.'],
  ios: ['Every browser on iOS uses Safari’s engine: update to iOS 26 or newer.'],
  other: ['Update the browser to version 127 or newer and switch on graphics acceleration.'],
};

const firefox: Record<SystemName, readonly string[]> = {
  windows: ['Update to Firefox 141 or newer.'],
  macos: [
    'Update to the newest Firefox: WebGPU is on by default on Apple silicon with a recent macOS.',
    'Or use Chrome or Edge 127, or Safari 26, or newer.',
  ],
  linux: [
    'WebGPU is not on by default here: open about:config, set dom.webgpu.enabled to true, and restart.',
    'Or use Chrome 127 or newer with the flags of chrome://flags.',
  ],
  android: ['WebGPU is not on by default in Firefox for Android: use Chrome 127 or newer.'],
  ios: ['Every browser on iOS uses Safari’s engine: update to iOS 26 or newer.'],
  other: ['Update to Firefox 141 or newer, or use Chrome or Edge 127 or newer.'],
};

const safari: Record<SystemName, readonly string[]> = {
  macos: ['Update to Safari 26 (macOS Tahoe or newer).', 'Or use Chrome or Edge 127 or newer.'],
  ios: ['Update to iOS 26 or newer.'],
  windows: ['Use Chrome or Edge 127 or newer.'],
  linux: ['Use Chrome 127 or newer.'],
  android: ['Use Chrome 127 or newer.'],
  other: ['Use Chrome or Edge 127 or newer.'],
};

const other: Record<SystemName, readonly string[]> = {
  windows: ['Use Chrome 127, Edge 127 or Firefox 141, or newer.'],
  macos: ['Use Chrome 127, Edge 127 or Safari 26, or newer.'],
  linux: [
    'Use Chrome 127 or newer; on some GPUs it needs chrome://flags → “Unsafe WebGPU Support” and “Vulkan”.',
  ],
  android: ['Use Chrome 121 or newer.'],
  ios: ['Update to iOS 26 or newer.'],
  other: ['Use Chrome 127, Edge 127, Firefox 141 or Safari 26, or newer.'],
};

export const noWebGpu = {
  title: 'The lab cannot train here',
  reasons: {
    missing: 'This browser does not offer WebGPU, which the lab trains with.',
    insecure: 'WebGPU is offered on secure pages only: open the lab by https:// or as http://localhost.',
    noAdapter: 'WebGPU is there, but found no adapter: no GPU that the browser trusts, and no software one.',
    failed: 'The GPU could not be used.',
  },
  still: 'Theory, its charts for the chosen values, and the explanations work without it.',
  whatToDo: (browser: BrowserName, system: SystemName) =>
    `What to do in ${browserNames[browser]} on ${systemNames[system]}`,
  advice: { chrome: chromium, edge: chromium, firefox, safari, other } satisfies Record<
    BrowserName,
    Record<SystemName, readonly string[]>
  >,
  retry: 'Reload',
  details: 'What the browser said',
} as const;
