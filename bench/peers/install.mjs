import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

/** All that is measured beside revsched, where the one that is asked for is not there yet. */
export function installPeers(asked) {
  if (existsSync(join(here, 'node_modules', asked))) return
  const options = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts']
  const {status} = spawnSync('npm', options, {cwd: here, stdio: ['ignore', 2, 2]})
  if (status !== 0) throw new Error(`${asked} could not be installed`)
}
