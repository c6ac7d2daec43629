import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {revsched, sampleFile} from '../support/program.js'

let home: string

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'revsched-parallel-'))
  await revsched(home, ['connection', 'add', 'file', 'emea', '--path', sampleFile])
  await revsched(home, ['add', 'weekly', '--connection', 'emea', '--schedule', '0 6 * * 1'])
})
afterAll(() => rmSync(home, {recursive: true, force: true}))

/** Runs one process for each, all at the same time. */
const inParallel = (commands: readonly (readonly string[])[]) =>
  Promise.all(commands.map(args => revsched(home, args)))
const allDone = Array.from({length: 8}, () => ({code: 0, stderr: expect.not.stringContaining('error')}))
const shown = async () => JSON.parse((await revsched(home, ['show', 'weekly', '--json'])).stdout)

describe('eight commands in parallel on one scheduled review', () => {
  it('edit it all, each what it was given', async () => {
    const flags = [
      ['--description', 'for EMEA'],
      ['--schedule', '0 7 * * *'],
      ['--timezone', 'Europe/Berlin'],
      ['--rules', 'strict'],
      ['--overlap', 'queue'],
      ['--catch-up', 'none'],
      ['--splay', '1m'],
      ['--max-retries', '5'],
    ]
    expect(await inParallel(flags.map(flag => ['edit', 'weekly', ...flag]))).toMatchObject(allDone)
    expect(await shown()).toMatchObject({
      description: 'for EMEA',
      schedule: '0 7 * * *',
      timezone: 'Europe/Berlin',
      ruleset: 'strict',
      overlap: 'queue',
      catchUp: 'none',
      splayMs: 60_000,
      maxRetries: 5,
    })
  }, 60_000)

  it('pause and resume it all', async () => {
    const commands = Array.from({length: 8}, (_, index) => [index % 2 ? 'pause' : 'resume', 'weekly'])
    expect(await inParallel(commands)).toMatchObject(allDone)
  }, 60_000)
})
