import {dirname, join, resolve} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {build} from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))

/** Where our whole review can be imported from, as module and name. */
export async function bundledReview(work) {
  const outfile = join(work, 'whole-review.mjs')
  await build({
    entryPoints: [join(here, 'whole-review.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);"},
    absWorkingDir: resolve(here, '../..'),
  })
  return `${pathToFileURL(outfile).href}#wholeReview`
}
