import {chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'
import {openBrowser} from '../../src/platform/open-browser.js'

const url = 'https://login.example/authorize?client_id=a&state=b%20c'
let folder: string
let opened: string

// A browser that only writes down what it was asked for; on Linux, BROWSER names it.
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-browser-'))
  opened = join(folder, 'opened')
  const browser = join(folder, 'browser')
  writeFileSync(
    browser,
    `#!/bin/sh\nprintf '%s' "$1" > '${opened}.part' && mv '${opened}.part' '${opened}'\n`,
  )
  chmodSync(browser, 0o755)
  vi.stubEnv('BROWSER', browser)
  vi.stubEnv('DISPLAY', ':0')
  for (const name of [
    'XDG_CURRENT_DESKTOP',
    'DESKTOP_SESSION',
    'KDE_FULL_SESSION',
    'GNOME_DESKTOP_SESSION_ID',
  ])
    vi.stubEnv(name, '')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, {recursive: true})
})

describe('openBrowser', () => {
  it.skipIf(process.platform !== 'linux')('asks the browser for the page, as it is', async () => {
    expect(await openBrowser(url, {env: {DISPLAY: ':0'}, platform: 'linux'})).toBe(true)
    await vi.waitFor(() => expect(readFileSync(opened, 'utf8')).toBe(url), {timeout: 10_000})
  })

  it.each<[string, string, NodeJS.ProcessEnv, NodeJS.Platform]>([
    ['without a display', url, {}, 'linux'],
    ['with an empty display', url, {DISPLAY: '', WAYLAND_DISPLAY: ''}, 'linux'],
    ['over SSH', url, {DISPLAY: ':10', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22'}, 'linux'],
    ['over SSH to a Mac', url, {SSH_TTY: '/dev/pts/1'}, 'darwin'],
    ['a file', 'file:///etc/passwd', {DISPLAY: ':0'}, 'linux'],
    ['the scheme of an application', 'slack://open', {DISPLAY: ':0'}, 'linux'],
    ['no URL', '--version', {DISPLAY: ':0'}, 'linux'],
  ])('opens nothing: %s', async (_, page, env, platform) => {
    expect(await openBrowser(page, {env, platform})).toBe(false)
    expect(existsSync(opened)).toBe(false)
  })
})
