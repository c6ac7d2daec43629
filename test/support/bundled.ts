import {join} from 'node:path'
import {build} from 'esbuild'
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
