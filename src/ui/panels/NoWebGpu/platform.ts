/** Which browser on which system this is, as far as advice on WebGPU depends on it. */
import type { BrowserName, SystemName } from '../../../messages';

export interface Platform {
  readonly browser: BrowserName;
  readonly system: SystemName;
}

/**
 * Reads the browser and the system from a user agent text. The order matters: Edge calls itself Chrome too, Chrome
 * calls itself Safari, and Android contains Linux.
 * @param touchPoints `navigator.maxTouchPoints`: an iPad calls itself a Macintosh, but no Macintosh has a touch screen.
 */
export function platformOf(userAgent: string, touchPoints: number): Platform {
  return { browser: browserOf(userAgent), system: systemOf(userAgent, touchPoints) };
}

function browserOf(userAgent: string): BrowserName {
  if (/\bEdg(A|iOS)?\//.test(userAgent)) return 'edge';
  if (/\b(Firefox|FxiOS)\//.test(userAgent)) return 'firefox';
  if (/(Chrome|Chromium|CriOS)\//.test(userAgent)) return 'chrome';
  if (/\bSafari\//.test(userAgent)) return 'safari';
  return 'other';
}

function systemOf(userAgent: string, touchPoints: number): SystemName {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Macintosh/.test(userAgent)) return touchPoints > 1 ? 'ios' : 'macos';
  if (/Android/.test(userAgent)) return 'android';
  if (/Windows/.test(userAgent)) return 'windows';
  if (/Linux|CrOS/.test(userAgent)) return 'linux';
  return 'other';
}
