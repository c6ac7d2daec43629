import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {build, buildSync} from 'esbuild'
import {root} from './program.js'

/** Bundles a program, given as text that imports from `/src/...`, into one file that a child process can run. */
export async function bundled(text: string, outfile: string): Promise<string> {
  await build({
    stdin: {contents: text.replaceAll("'/src/", `'${join(root, 'src')}/`), resolveDir: root, loader: 'ts'},
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    define: {'import.meta.url': '__url'},
    banner: {js: 'const __url = require("node:url").pathToFileURL(__filename).href'},
    logLevel: 'warning',
  })
  return outfile
}

/**
 * Bundles a program, given as text that imports from `./src/...`, into a folder of its own below node_modules, where it finds the
 * database library.
 */
export function bundledBesideModules(
  name: string,
  text: string,
): {folder: string; path: string; remove(): void} {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, {recursive: true})
  const folder = mkdtempSync(join(cache, `revsched-${name}-`))
  const path = join(folder, `${name}.mjs`)
  buildSync({
    stdin: {contents: text, resolveDir: root, loader: 'js'},
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['better-sqlite3'],
    logLevel: 'error',
  })
  return {folder, path, remove: () => rmSync(folder, {recursive: true, force: true})}
}
