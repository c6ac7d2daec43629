import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {basename, join} from 'node:path'
import {build} from 'esbuild'
import {root} from './home.mjs'

/** Runs a script of this folder, which imports from src, in a process of its own; gives what it prints, parsed. */
export async function runBundled(script, ...args) {
  // Where it finds the database library.
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, {recursive: true})
  const folder = mkdtempSync(join(cache, 'revsched-bench-'))
  try {
    const outfile = join(folder, `${basename(script, '.ts')}.mjs`)
    await build({
      entryPoints: [join(root, 'bench/daemon', script)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['better-sqlite3', 'node-unix-socket'],
      define: {REVSCHED_VERSION: '"0"'},
    })
    const {stdout, stderr, status} = spawnSync(process.execPath, [outfile, ...args], {encoding: 'utf8'})
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  } finally {
    rmSync(folder, {recursive: true})
  }
}
