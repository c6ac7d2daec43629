import {createServer} from 'node:http'
import {connect} from 'node:net'
import {listening} from './raw-server.js'

/** A proxy that takes CONNECT; `asked` holds the hosts and what authorised the call. `status` other than 200 refuses. */
export async function connectProxy(status = 200) {
  const asked: {host: string; authorization: string | undefined}[] = []
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connect', (request, client) => {
    asked.push({host: request.url!, authorization: request.headers['proxy-authorization']})
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\nno`)
    const port = Number(request.url!.split(':').at(-1))
    // Whatever the name, it is on this machine.
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
    client.on('close', () => upstream.destroy())
  })
  return {...(await listening(server)), asked}
}
