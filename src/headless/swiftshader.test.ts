/** SwiftShader is found beside a Chromium, through links, and not where a part of it is missing. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { swiftShaderVariables } from './swiftshader';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'smd-lab-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('gives the variables that a new process needs', () => {
  const folder = join(root, 'chromium');
  mkdirSync(folder);
  for (const file of ['chrome', 'libvulkan.so.1', 'vk_swiftshader_icd.json'])
    writeFileSync(join(folder, file), '');
  symlinkSync(join(folder, 'chrome'), join(root, 'link'));
  expect(swiftShaderVariables([join(root, 'link')], { LD_LIBRARY_PATH: '/opt/lib' })).toEqual({
    LD_LIBRARY_PATH: `${folder}:/opt/lib`,
    VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'),
  });
});
