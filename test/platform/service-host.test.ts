import {mkdtempSync, readdirSync, rmSync, statSync, symlinkSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {serviceHost} from '../../src/platform/service-host.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-service-'))
})
afterEach(() => rmSync(folder, {recursive: true, force: true}))

it('a service file is whole, readable by everybody whatever the umask, and makes its folder', async () => {
  const host = serviceHost(process)
  const path = join(folder, 'systemd/user/a.service')
  expect(await host.read(path)).toBeNull()
  const before = process.umask(0o077)
  try {
    await host.write(path, 'one')
    await host.write(path, 'two')
  } finally {
    process.umask(before)
  }
  expect(await host.read(path)).toBe('two')
  expect(statSync(path).mode & 0o777).toBe(0o644)
  expect(readdirSync(join(folder, 'systemd/user'))).toEqual(['a.service'])
  await host.remove(path)
  expect(await host.read(path)).toBeNull()
})

it('a link is there although what it points to is gone', async () => {
  const host = serviceHost(process)
  symlinkSync('/nowhere', join(folder, 'link'))
  expect([await host.isThere(join(folder, 'link')), await host.isThere(join(folder, 'other'))]).toEqual([
    true,
    false,
  ])
})

it('a file that cannot be read, written or removed is told as such', async () => {
  const host = serviceHost(process)
  await expect(host.read(folder)).rejects.toMatchObject({code: 'storage'})
  await expect(host.write('/dev/null/a/b.service', 'text')).rejects.toMatchObject({code: 'storage'})
  await expect(host.remove(join(folder, 'gone'))).rejects.toMatchObject({code: 'storage'})
})

it('this Node and this program are what is started', () => {
  const {nodePath, scriptPath} = serviceHost(process)
  expect(nodePath).toBe(process.execPath)
  expect(scriptPath).toMatch(/\/bin\/revsched\.js$/)
})

it.each([
  [{XDG_CONFIG_HOME: '/config'}, /^\/config$/],
  [{XDG_CONFIG_HOME: 'relative'}, /\/\.config$/],
  [{}, /\/\.config$/],
])('with %j, units of a person are below %s', (env, expected) => {
  expect(serviceHost({env, execPath: process.execPath}).configFolder).toMatch(expected)
})
