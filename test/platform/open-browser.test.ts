import {chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'
import {openBrowser, openPage} from '../../src/platform/open-browser.js'

const url = 'https://login.example/authorize?client_id=a&state=b%20c'
let folder: string
let opened: string
let here: NodeJS.ProcessEnv

/** What opens pages on a system: one that only writes down what it was asked for, and its environment. */
function anOpener(name: string): void {
  const path = join(folder, name)
  writeFileSync(
    path,
    `#!/bin/sh\n{ for word in "$@"; do echo "$word"; done; env; } > '${opened}.part' && mv '${opened}.part' '${opened}'\n`,
  )
  chmodSync(path, 0o755)
}

const lines = () =>
  vi.waitFor(() => readFileSync(opened, 'utf8').trimEnd().split('\n'), {timeout: 10_000, interval: 20})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-browser-'))
  opened = join(folder, 'opened')
  here = {PATH: `${folder}:${process.env.PATH}`, DISPLAY: ':0'}
})
afterEach(() => rmSync(folder, {recursive: true}))

describe('openBrowser', () => {
  it.each<[string, NodeJS.Platform, NodeJS.ProcessEnv, string[]]>([
    ['xdg-open', 'linux', {}, [url]],
    ['open', 'darwin', {}, [url]],
    ['rundll32.exe', 'win32', {}, ['url.dll,FileProtocolHandler', url]],
    ['rundll32.exe', 'linux', {WSL_DISTRO_NAME: 'Debian'}, ['url.dll,FileProtocolHandler', url]],
  ])('asks %s of %s for the page, as it is', async (name, platform, env, words) => {
    anOpener(name)
    expect(await openBrowser(url, {env: {...here, ...env}, platform})).toBe(true)
    expect((await lines()).slice(0, words.length)).toEqual(words)
  })

  it.each<[string, NodeJS.Platform, NodeJS.ProcessEnv, boolean]>([
    ['xdg-open', 'linux', {}, true],
    ['open', 'darwin', {}, true],
    ['rundll32.exe', 'linux', {WSL_DISTRO_NAME: 'Debian'}, false],
    ['xdg-open', 'linux', {SSH_TTY: '/dev/pts/1'}, false],
  ])('asks %s of %s with %j for a page in a file: %s', async (name, platform, env, isAsked) => {
    anOpener(name)
    const page = join(folder, 'a page#1.html')
    expect(await openPage(page, {env: {...here, ...env}, platform})).toBe(isAsked)
    if (isAsked) expect((await lines())[0]).toBe(`file://${folder}/a%20page%231.html`)
    else expect(existsSync(opened)).toBe(false)
  })

  it('gives on what a browser needs, and nothing else', async () => {
    anOpener('xdg-open')
    const given = {
      ...{HOME: folder, LANG: 'de_DE.UTF-8', LC_TIME: 'C', BROWSER: 'firefox', WAYLAND_DISPLAY: 'wayland-0'},
      ...{
        XAUTHORITY: '/a',
        XDG_CURRENT_DESKTOP: 'GNOME',
        KDE_SESSION_VERSION: '6',
        DBUS_SESSION_BUS_ADDRESS: 'u',
      },
      ...{https_proxy: 'http://proxy:8080', NO_PROXY: 'localhost'},
    }
    const kept = {
      ...{REVSCHED_MASTER_KEY: 'planted', REVSCHED_CRM_SECRET: 'planted', REVSCHED_PING_URL: 'planted'},
      ...{
        SF_ACCESS_TOKEN: 'planted',
        AWS_SECRET_ACCESS_KEY: 'planted',
        MY_XDG_OPEN: 'planted',
        NODE_OPTIONS: '',
      },
      ...{SystemRoot: 'planted'},
    }
    expect(await openBrowser(url, {env: {...here, ...given, ...kept}, platform: 'linux'})).toBe(true)
    // The shell that runs it adds some of its own.
    const found = (await lines()).slice(1).filter(line => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))
    const expected = Object.entries({...here, ...given}).map(([name, value]) => `${name}=${value}`)
    expect(found.sort()).toEqual(expected.sort())
  })

  it('tells of one that cannot be started', async () => {
    expect(await openBrowser(url, {env: {PATH: folder, DISPLAY: ':0'}, platform: 'linux'})).toBe(false)
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
    for (const name of ['xdg-open', 'open']) anOpener(name)
    expect(await openBrowser(page, {env: {PATH: here.PATH, ...env}, platform})).toBe(false)
    expect(existsSync(opened)).toBe(false)
  })
})
