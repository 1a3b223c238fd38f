// The page's script with the library in it.

import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

/** @returns {Promise<string>} the script; nothing is written to disk */
export async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.js', import.meta.url))],
    bundle: true, format: 'esm', platform: 'browser', target: 'es2022', minify: true, write: false,
  });
  return outputFiles[0].text;
}
