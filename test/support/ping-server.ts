import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

export type Heard = {method: string; path: string; rid: string | null; body: string}

type Answer = (heard: Heard, response: ServerResponse) => void

/** A service of pings on this machine; `answer` decides what it says (200 unless told), and may say nothing at all. */
export async function pingServer(port = 0) {
  const heard: Heard[] = []
  const service = {
    heard,
    answer: ((_, response) => response.end('OK')) as Answer,
    url: '',
    port: 0,
    /** `start`, `success` or `fail`, in the order of their coming. */
    kinds: () => heard.map(({path}) => /\/(start|fail)$/.exec(path)?.[1] ?? 'success'),
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
  const server = createServer((request, response) => {
    void bodyOf(request).then(body => {
      const {pathname, searchParams} = new URL(request.url!, 'http://localhost')
      const one = {method: request.method!, path: pathname, rid: searchParams.get('rid'), body}
      heard.push(one)
      service.answer(one, response)
    })
  })
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  service.port = (server.address() as AddressInfo).port
  service.url = `http://127.0.0.1:${service.port}`
  return service
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}
