import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {hostname} from 'node:os'
import {afterEach, describe, expect, it} from 'vitest'
import {isOwnerAlive, leaseOwner} from '../../src/platform/process-identity.js'

const [host, boot, pid, start] = leaseOwner().split(':') as [string, string, string, string]

let children: ChildProcess[] = []

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
})

describe('the owner of a lease', () => {
  it('names host, boot, process and its start', () => {
    expect(host).toBe(hostname())
    expect(Number(pid)).toBe(process.pid)
    expect(leaseOwner()).toBe(leaseOwner())
  })

  it.each<[string, string, boolean]>([
    ['this process', leaseOwner(), true],
    ['this one, where the system tells no start', `${host}:${boot}:${pid}:`, true],
    ['on another host, of which nothing is known', `elsewhere:${boot}:${pid}:${start}`, true],
    ['of another boot', `${host}:another-boot:${pid}:${start}`, false],
    ['no number', `${host}:${boot}:abc:${start}`, false],
    ['number 0, which would mean the whole group', `${host}:${boot}:0:`, false],
    ['a negative number', `${host}:${boot}:-1:`, false],
    ['a number that no process has', `${host}:${boot}:999999999:${start}`, false],
    ['only a host', host, false],
  ])('%s: alive is %s', (_, owner, isAlive) => {
    expect(isOwnerAlive(owner)).toBe(isAlive)
  })

  it.runIf(process.platform === 'linux')('is gone when a younger process has its number', () => {
    expect(isOwnerAlive(`${host}:${boot}:${pid}:${Number(start) - 1}`)).toBe(false)
  })

  it('is gone when its process has ended', async () => {
    const child = spawn('sleep', ['60'])
    children.push(child)
    const owner = `${host}:${boot}:${child.pid}:`
    expect(isOwnerAlive(owner)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isOwnerAlive(owner)).toBe(false)
  })

  it.runIf(process.platform === 'linux')(
    'is gone when its process is dead and nobody has asked how it ended',
    async () => {
      // The shell becomes a sleep that never waits for the child it inherited.
      const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'])
      children.push(parent)
      const [chunk] = await once(parent.stdout!, 'data')
      const zombie = Number(String(chunk))
      const state = () => readFileSync(`/proc/${zombie}/stat`, 'utf8').split(') ')[1]?.[0]
      while (state() !== 'Z') await new Promise(setImmediate)
      expect(isOwnerAlive(`${host}:${boot}:${zombie}:`)).toBe(false)
    },
  )
})
