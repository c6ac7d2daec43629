import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {freeBytes} from './disk-space.js'
import {hostTimeZone} from './host-time-zone.js'
import {randomIds} from './ids.js'
import {isOwnerAlive, leaseOwner} from './process-identity.js'
import {checkWritable, writeFileWhole} from './write-file.js'

/** What the machine and this process offer, for the commands that need it. `dispose` removes temporary folders. */
export function systemHost(process: NodeJS.Process) {
  const folders: string[] = []
  return {
    nodeVersion: process.versions.node,
    zoneDataVersion: process.versions.tz ?? 'unknown',
    platform: process.platform,
    get timeZone() {
      return hostTimeZone()
    },
    get cwd() {
      return process.cwd()
    },
    examplesFolder: fileURLToPath(new URL('../examples', import.meta.url)),
    leaseOwner,
    isOwnerAlive,
    freeBytes,
    readText: (path: string) => readFile(path, 'utf8'),
    checkWritable,
    writeFile: (path: string, chunks: Iterable<string>) => writeFileWhole(path, chunks, randomIds.next()),
    async temporaryFolder() {
      const folder = await mkdtemp(join(tmpdir(), 'revsched-'))
      folders.push(folder)
      return folder
    },
    async dispose() {
      await Promise.all(folders.map(folder => rm(folder, {recursive: true, force: true})))
    },
  }
}
