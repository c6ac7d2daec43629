import {execFile, spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {promisify} from 'node:util'
import {onTestFinished} from 'vitest'

const runFile = promisify(execFile)

export const hasTmux = spawnSync('tmux', ['-V']).status === 0

/** A terminal of its own with a shell in it, which ends with the test. */
export async function tmux({
  columns,
  rows,
  env,
}: {
  columns: number
  rows: number
  env: Readonly<Record<string, string>>
}) {
  const folder = mkdtempSync(join(tmpdir(), 'revsched-tmux-'))
  const call = async (...args: string[]) => {
    const {stdout} = await runFile('tmux', ['-S', join(folder, 'socket'), '-f', '/dev/null', ...args], {
      env: {PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8', HISTFILE: '', ...env},
    })
    return stdout
  }
  await call('new-session', '-d', '-x', String(columns), '-y', String(rows), 'bash --norc -i')
  onTestFinished(async () => {
    await call('kill-server').catch(() => undefined)
    // The shell and the server may still be ending.
    rmSync(folder, {recursive: true, force: true, maxRetries: 20, retryDelay: 50})
  })
  const screen = () => call('capture-pane', '-p')
  return {
    screen,
    /** Keys by the names that tmux has for them; texts as they are. */
    press: (...keys: string[]) => call('send-keys', ...keys),
    resize: (width: number, height: number) =>
      call('resize-window', '-x', String(width), '-y', String(height)),
    /** How the terminal was left: a screen of its own, the cursor, wrapping. */
    modes: async () => (await call('display', '-p', '#{alternate_on} #{cursor_flag} #{wrap_flag}')).trim(),
    async until(text: string | RegExp): Promise<string> {
      let shown = ''
      for (const startMs = performance.now(); performance.now() - startMs < 20_000; await pause(25)) {
        shown = await screen()
        if (typeof text === 'string' ? shown.includes(text) : text.test(shown)) return shown
      }
      throw new Error(`"${text}" never came; there is:\n${shown}`)
    },
  }
}
