import {spawn} from 'node:child_process'
import {createInterface} from 'node:readline'

const listener = `
import json, socket, sys
address = sys.argv[1]
listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listening.bind('\\0' + address[1:] if address.startswith('@') else address)
print('bound', flush=True)
while True:
    print(json.dumps(listening.recv(65536).decode()), flush=True)`

/** Stands for systemd: a real datagram socket of Unix at `address` (`@...` is an abstract one), which Node does not have. */
export async function notifyListener(address: string) {
  const child = spawn('python3', ['-c', listener, address], {stdio: ['ignore', 'pipe', 'inherit']})
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.value !== 'bound') throw new Error(`no listener at ${address}`)
  /** The lines of the next message, without those by which systemd-notify waits for their reader. */
  async function next(): Promise<string[]> {
    for (;;) {
      const line = await lines.next()
      if (line.done) throw new Error('the listener ended')
      const message: string = JSON.parse(line.value)
      if (!message.startsWith('BARRIER=')) return message.split('\n')
    }
  }
  return {
    next,
    /** All messages up to the first with a line that begins so, and that one. */
    async until(start: string): Promise<string[][]> {
      const heard: string[][] = []
      do heard.push(await next())
      while (!heard.at(-1)!.some(line => line.startsWith(start)))
      return heard
    },
    close: () => void child.kill('SIGKILL'),
  }
}
