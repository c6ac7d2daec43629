// Run by the build and by an installation: has a process list a review, as people do, and stores what V8 compiled for it. A
// computer where this fails is one where every command starts 15 ms later, so it never fails aloud.

import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {isFromCache, load, storeCode} from './pack.js'

declare const REVSCHED_VERSION: string

const program = join(__dirname, '../bin/revsched.js')
const file = join(__dirname, '../examples/data/pipeline.csv')

if (process.argv[2] === 'list') void list()
else prepare()

async function list(): Promise<void> {
  if (isFromCache()) return
  process.argv = [process.execPath, program, 'list', '--json']
  const {main} = load('./main.js') as typeof import('./main.js')
  if ((await main(process, REVSCHED_VERSION)) === 0) storeCode()
}

function prepare(): void {
  const home = mkdtempSync(join(tmpdir(), 'revsched-code-'))
  // Nothing else of this environment: it may name a real database, or options of Node with which V8's code is another.
  const env = {REVSCHED_HOME: home, PATH: process.env.PATH, SystemRoot: process.env.SystemRoot}
  const run = (...args: string[]) =>
    spawnSync(process.execPath, args, {env, stdio: 'ignore', timeout: 30_000})
  try {
    run(program, 'connection', 'add', 'file', 'sample', '--path', file)
    run(program, 'add', 'weekly', '--connection', 'sample', '--schedule', '0 6 * * 1')
    run(__filename, 'list')
  } finally {
    rmSync(home, {recursive: true, force: true})
  }
}
