import {createServer} from 'node:http'
import {listening} from './raw-server.js'

/** A host that nobody has a reason to call: `sockets` counts those who did. */
export async function silentHost() {
  const server = await listening(createServer((_, response) => response.end('{}')))
  return Object.assign(server, {url: `http://127.0.0.1:${server.port}`})
}
