// BullMQ on a Redis of its own: an append-only file, flushed each second, in a folder that is thrown away.
import {spawn, spawnSync} from 'node:child_process'
import {createServer} from 'node:net'
import {dirname, join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {bundledReview} from './bundled-review.mjs'
import {installPeers} from './install.mjs'

const here = dirname(fileURLToPath(import.meta.url))

/** Null, with a message, where `redis-server` is not installed. */
export async function startRedis(work) {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    process.stdout.write('  BullMQ: not measured, redis-server is not installed\n')
    return null
  }
  installPeers('bullmq')
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--appendonly', 'yes', '--save', '']
  const server = spawn('redis-server', args, {cwd: work, stdio: 'ignore'})
  const whole = await bundledReview(work)
  await pause(500)
  const reviews = {
    whole,
    lean: `${pathToFileURL(join(here, 'lean-review.mjs')).href}#leanReview`,
  }
  return {
    async bullmq({count, folder, review, how}) {
      const command = [join(here, 'bullmq.mjs'), String(port), String(count), folder, reviews[review], how]
      const child = spawn(process.execPath, command, {stdio: ['ignore', 'pipe', 'inherit']})
      let text = ''
      for await (const part of child.stdout) text += part
      return JSON.parse(text)
    },
    stop: () => server.kill(),
  }
}

async function freePort() {
  const server = createServer()
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  const {port} = server.address()
  await new Promise(done => server.close(done))
  return port
}
