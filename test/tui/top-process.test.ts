import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {randomIds} from '../../src/platform/ids.js'
import {aCompletion, aNewRun, storeFolder, withReview} from '../support/a-store.js'
import {anAnalysis} from '../support/an-analysis.js'
import {program} from '../support/program.js'
import {hasTmux, tmux} from '../support/tmux.js'

// The program itself in a terminal, which is what a person has; skipped where tmux is not installed (apt-get install tmux).

const place = storeFolder()

beforeEach(async () => {
  const database = await place.openNew()
  const {user} = await withReview(database)
  const {id, fence} = await database.startRun(aNewRun(user.id, randomIds.next()), () => false)
  const analysis = {...aCompletion.analysis, document: encodeAnalysis(anAnalysis())}
  await database.completeRun({runId: id, fence}, {...aCompletion, analysis})
})

const main = {alternate: '1 0 0', shell: '0 1 1'}

/** A shell that knows how to start `top`, and has said something before. */
async function shell(columns: number, rows: number) {
  const terminal = await tmux({
    columns,
    rows,
    env: {
      REVSCHED_DATABASE: place.path,
      REVSCHED_HOME: place.folder,
      REVSCHED_USER: 'ann',
      TZ: 'UTC',
      // Throws from a timer when it is told to.
      NODE_OPTIONS: `--require ${crash()}`,
    },
  })
  await terminal.press(
    `top() { ${process.execPath} ${program} top; echo "code $?"; }; clear; echo be"fore"`,
    'Enter',
  )
  await terminal.until('before')
  await terminal.press('top', 'Enter')
  await terminal.until(/▶ weekly/)
  return terminal
}

function crash(): string {
  const path = join(place.folder, 'crash.cjs')
  writeFileSync(path, "process.on('SIGUSR2', () => setTimeout(() => { throw new Error('boom') }))\n")
  return path
}

describe.skipIf(!hasTmux)('top in a terminal', () => {
  it('takes keys, follows the size, and leaves what was there before', async () => {
    const terminal = await shell(80, 24)
    expect(await terminal.modes()).toBe(main.alternate)
    expect((await terminal.screen()).split('\n')[0]).toMatch(/^revsched {2}no daemon runs.* \d\d:\d\d:\d\d$/)
    await terminal.press('Enter')
    await terminal.until('[1 rules]')
    await terminal.resize(200, 60)
    const wide = await terminal.until(/^.{180,}run 1 of 1$/m)
    expect(wide.split('\n')[0]).toHaveLength(200)
    expect(wide.match(/\[1 rules\]/g)).toHaveLength(1)
    await terminal.press('Escape')
    await terminal.until(/CONNECTION/)
    await terminal.resize(38, 9)
    await terminal.until('38x9 is too small')
    await terminal.resize(80, 24)
    await terminal.until(/▶ weekly/)
    await terminal.press('q')
    expect(await terminal.until('code 0')).toMatch(/^before\n.*top\ncode 0\n/)
    expect(await terminal.modes()).toBe(main.shell)
    await terminal.press('stty -a', 'Enter')
    expect(await terminal.until('icanon')).not.toMatch(/-icanon|-echo\b/)
  })

  it('gives the terminal back for a while, and takes it again', async () => {
    const terminal = await shell(80, 24)
    await terminal.press('C-z')
    await terminal.until('Stopped')
    expect(await terminal.modes()).toBe(main.shell)
    await terminal.press('fg', 'Enter')
    await terminal.until(/▶ weekly/)
    expect(await terminal.modes()).toBe(main.alternate)
    // Keys are heard one by one again.
    await terminal.press('?')
    await terminal.until('any key goes back')
    await terminal.press('x', 'q')
    // The prompt below the `fg`, not one further up: what is typed before it, the ending `top` may still read.
    await terminal.until(/top\n\S*[$#]\s*$/)
    // Without a shell to go back to, it stays.
    await terminal.press(`exec ${process.execPath} ${program} top`, 'Enter')
    await terminal.until(/▶ weekly/)
    await terminal.press('C-z', '?')
    await terminal.until('any key goes back')
  })

  it.each([
    ['SIGTERM', 'error: stopped by SIGTERM', 143],
    ['SIGHUP', 'error: the terminal was closed', 143],
    ['SIGUSR2', 'error: boom', 1],
  ] as const)('%s: "%s", on a screen that is as it was', async (signal, words, code) => {
    const terminal = await shell(80, 24)
    await terminal.press('C-z')
    await terminal.until('Stopped')
    await terminal.press(`kill -${signal.slice(3)} %1; fg; echo "ended with $?"`, 'Enter')
    const shown = await terminal.until(`ended with ${code}\n`)
    expect(shown).toContain('before')
    expect(shown).toContain(words)
    expect(await terminal.modes()).toBe(main.shell)
    await terminal.press('stty -a', 'Enter')
    expect(await terminal.until('icanon')).not.toMatch(/-icanon|-echo\b/)
  })
})
