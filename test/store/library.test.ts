import {cpSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {storeFolder} from '../support/a-store.js'
import {root, run} from '../support/program.js'

const place = storeFolder()
const isAddon = (path: string) => path.endsWith('.node')

/** The built program with a database library of its own, whose addon is changed. */
function installation(changeAddon: ((path: string) => void) | null): string {
  const library = join(place.folder, 'node_modules/better-sqlite3')
  for (const part of ['bin', 'dist']) cpSync(join(root, part), join(place.folder, part), {recursive: true})
  const unused = /\/(deps|obj|obj\.target|sqlite3\.a)$/
  const filter = (path: string) => !unused.test(path) && (changeAddon !== null || !isAddon(path))
  cpSync(join(root, 'node_modules/better-sqlite3'), library, {recursive: true, filter})
  for (const name of ['bindings', 'file-uri-to-path'].filter(part =>
    readdirSync(join(root, 'node_modules')).includes(part),
  ))
    cpSync(join(root, 'node_modules', name), join(place.folder, 'node_modules', name), {recursive: true})
  for (const name of readdirSync(library, {recursive: true, encoding: 'utf8'}).filter(isAddon))
    changeAddon?.(join(library, name))
  return join(place.folder, 'bin/revsched.js')
}

describe('a database library', () => {
  it.each<[string, ((path: string) => void) | null]>([
    ['without its addon', null],
    ['whose addon cannot be loaded', path => writeFileSync(path, 'of another Node')],
  ])('%s gets one clear line and leaves nothing behind', async (_, changeAddon) => {
    const program = installation(changeAddon)
    const home = join(place.folder, 'home')
    mkdirSync(home)
    const ended = await run(process.execPath, [program, 'list'], {env: {HOME: home, REVSCHED_HOME: home}})
    expect(ended).toMatchObject({
      code: 10,
      stdout: '',
      stderr: expect.stringMatching(
        /^error: the database library cannot be loaded: .+\nhint: install revsched again .*\n$/,
      ),
    })
    expect(readdirSync(home)).toEqual([])
  })
})
