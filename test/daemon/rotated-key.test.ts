import {spawn} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {daemonFolder, until} from '../support/daemon-folder.js'
import {hourlyFarFromNow} from '../support/due-now.js'
import {pingServer} from '../support/ping-server.js'
import {program, run} from '../support/program.js'

// The built program as a daemon that opens secrets, whose master key is replaced while it runs.

const place = daemonFolder()
const [oldKey, newKey] = [1, 2].map(byte => Buffer.alloc(32, byte).toString('base64')) as [string, string]

let server: Awaited<ReturnType<typeof pingServer>>
beforeEach(async () => {
  server = await pingServer()
})
afterEach(() => server.close())

async function done(args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<string> {
  const words = ['-c', `printf %s "$INPUT" | "$0" "$@"`, process.execPath, program, ...args]
  const ended = await run('sh', words, {
    env: {HOME: place.home, REVSCHED_HOME: place.home, TZ: 'UTC', INPUT: input, ...env},
  })
  expect(ended).toMatchObject({code: 0})
  return ended.stdout
}

async function watched(env: NodeJS.ProcessEnv): Promise<void> {
  await place.connect('emea')
  const args = ['add', 'weekly', '--connection', 'emea', '--schedule', hourlyFarFromNow, '--timezone', 'UTC']
  await done([...args, '--allow-private-address', '--ping-url-stdin'], env, `${server.url}/ping`)
}

/** Queues a run and waits for the two pings of it. */
async function pinged(): Promise<void> {
  const before = server.heard.length
  await place.done('run-now', 'weekly', '--queue')
  await until('two more pings', () => server.heard.length === before + 2)
}

describe('a daemon whose key is replaced', () => {
  it('goes on with the new key file', async () => {
    await watched({})
    const daemon = place.start()
    await pinged()
    for (const _ of [1, 2]) {
      await done(['connection', 'rotate-key'], {})
      await pinged()
    }
    expect(daemon.log().filter(({event}) => event === 'ping-failed')).toEqual([])
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })

  it('opens what the new key sealed while it has the old one in its environment, and the other way round', async () => {
    await watched({REVSCHED_MASTER_KEY: oldKey})
    const daemon = place.start({env: {REVSCHED_MASTER_KEY: oldKey}})
    await pinged()
    const rotate = ['connection', 'rotate-key']
    await done([...rotate, '--new-key-stdin'], {REVSCHED_MASTER_KEY: oldKey}, newKey)
    await pinged()
    daemon.kill('SIGTERM')
    await daemon.ended
    const again = place.start({env: {REVSCHED_MASTER_KEY: newKey}})
    await pinged()
    await done(rotate, {REVSCHED_MASTER_KEY: newKey})
    await pinged()
    const logs = [...daemon.log(), ...again.log()]
    expect(logs.filter(({event}) => event === 'ping-failed')).toEqual([])
    expect(readdirSync(place.home).filter(name => name.startsWith('revsched.key'))).toEqual([
      'revsched.key-lock',
    ])
  })
})

it('two that replace it at the same time end with one key, which opens everything', async () => {
  await watched({})
  const environment = {PATH: process.env.PATH, HOME: place.home, REVSCHED_HOME: place.home}
  const one = () =>
    new Promise<number | null>(resolve =>
      spawn(process.execPath, [program, 'connection', 'rotate-key'], {env: environment, stdio: 'ignore'}).on(
        'close',
        resolve,
      ),
    )
  const codes = await Promise.all([one(), one(), one()])
  expect(codes.filter(code => code !== 0 && code !== 8)).toEqual([])
  expect(codes).toContain(0)
  const {checks} = JSON.parse(await done(['doctor', '--json'], {}))
  expect(checks.filter(({group}: {group: string}) => group === 'secrets')).toMatchObject([
    {name: 'master key', isOk: true},
    {name: 'stored secrets', isOk: true},
  ])
  expect(readFileSync(join(place.home, 'revsched.key'), 'utf8')).toMatch(/^[\w+/]{43}=\n$/)
})
