import {type AddressInfo, createServer, type Server, type Socket} from 'node:net'

/** Listens on this machine and closes with all its connections; `sockets` counts every one that came. */
export async function listening<S extends Server>(server: S, host = '127.0.0.1') {
  const open = new Set<Socket>()
  const state = {
    server,
    port: 0,
    sockets: 0,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise(done => server.close(done))
    },
  }
  server.on('connection', (socket: Socket) => {
    state.sockets++
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>(done => server.listen(0, host, done))
  state.port = (server.address() as AddressInfo).port
  return state
}

/** A server that says, byte by byte, what a test writes; `answer` is called once for each request without a body. */
export function rawServer(answer: (socket: Socket, head: string) => void) {
  return listening(
    createServer(socket => {
      let heard = ''
      socket.setEncoding('latin1').on('data', text => {
        heard += text
        const end = heard.indexOf('\r\n\r\n')
        if (end < 0) return
        const head = heard.slice(0, end)
        heard = ''
        answer(socket, head)
      })
    }),
  )
}
