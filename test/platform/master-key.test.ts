import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {keySource, makeKeyFile, readKey} from '../../src/platform/master-key.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-key-'))
})
afterEach(() => rmSync(folder, {recursive: true, force: true}))

const aKey = (byte: number) => Buffer.alloc(32, byte)
const keyFile = () => join(folder, 'revsched.key')

/** Where all three are: a folder of credentials, a variable, and a key file, each with a key of its own. */
function allThree() {
  const credentials = join(folder, 'credentials')
  mkdirSync(credentials)
  writeFileSync(join(credentials, 'revsched-key'), `${aKey(1).toString('base64')}\n`)
  writeFileSync(keyFile(), aKey(3).toString('base64'), {mode: 0o600})
  return {CREDENTIALS_DIRECTORY: credentials, REVSCHED_MASTER_KEY: aKey(2).toString('base64')}
}

const read = async (env: NodeJS.ProcessEnv) => {
  const places = {env, keyFile: keyFile()}
  const source = await keySource(places)
  return {...source, key: await readKey(source, places)}
}

describe('the master key', () => {
  it('is that of systemd, else that of the environment, else that of the file', async () => {
    const env = allThree()
    expect(await read(env)).toMatchObject({kind: 'systemd credential', key: aKey(1)})
    rmSync(join(env.CREDENTIALS_DIRECTORY, 'revsched-key'))
    expect(await read(env)).toMatchObject({kind: 'environment', where: 'REVSCHED_MASTER_KEY', key: aKey(2)})
    expect(await read({...env, REVSCHED_MASTER_KEY: ''})).toMatchObject({kind: 'key file', key: aKey(3)})
  })

  it.each([0o640, 0o604, 0o660, 0o620, 0o601, 0o644])('is not taken from a file of mode %o', async mode => {
    await makeKeyFile(keyFile(), {key: aKey(4), suffix: 'a'})
    chmodSync(keyFile(), mode)
    await expect(read({})).rejects.toMatchObject({
      code: 'config',
      message: `the key file "${keyFile()}" may be read by others (mode ${mode.toString(8)})`,
      hint: expect.stringContaining('chmod 600'),
    })
  })

  it('is taken from a file that its owner may only read', async () => {
    await makeKeyFile(keyFile(), {key: aKey(4), suffix: 'a'})
    chmodSync(keyFile(), 0o400)
    expect(await read({})).toMatchObject({key: aKey(4)})
  })
})

describe('makeKeyFile', () => {
  it('makes the folder (0700) and the file (0600), whatever the umask, and leaves nothing else there', async () => {
    const before = process.umask(0)
    try {
      await makeKeyFile(join(folder, 'data', 'revsched.key'), {key: aKey(5), suffix: 'a'})
    } finally {
      process.umask(before)
    }
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'data', 'revsched.key')).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'data'))).toEqual(['revsched.key'])
  })

  it('replaces none', async () => {
    await makeKeyFile(keyFile(), {key: aKey(5), suffix: 'a'})
    await makeKeyFile(keyFile(), {key: aKey(6), suffix: 'b'})
    expect(readFileSync(keyFile(), 'utf8')).toBe(`${aKey(5).toString('base64')}\n`)
  })

  it('says what to do where its folder cannot be made', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(makeKeyFile(join(folder, 'file', 'key'), {key: aKey(5), suffix: 'a'})).rejects.toMatchObject(
      {
        code: 'config',
        hint: expect.stringContaining('REVSCHED_MASTER_KEY'),
      },
    )
  })
})
