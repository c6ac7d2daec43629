import {spawn} from 'node:child_process'
import {connect} from 'node:net'
import {expect} from 'vitest'

/** A program that accepts nothing, with as many waiting as the system lets wait: it drops what comes then. */
export async function fullPort(): Promise<{port: number; close(): void}> {
  const text = `const server = require('net').createServer().listen({port: 0, backlog: 1}, () => {
    require('fs').writeSync(1, String(server.address().port))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })`
  const child = spawn(process.execPath, ['-e', text], {stdio: ['ignore', 'pipe', 'inherit']})
  const port = Number(String(await new Promise(done => child.stdout.once('data', done))))
  const waiting = Array.from({length: 4}, () => connect(port).on('error', () => undefined))
  await new Promise(done => setTimeout(done, 100))
  expect(waiting.some(socket => socket.connecting)).toBe(true)
  return {
    port,
    close() {
      child.kill('SIGKILL')
      for (const socket of waiting) socket.destroy()
    },
  }
}
