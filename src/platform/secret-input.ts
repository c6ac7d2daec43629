import {createInterface} from 'node:readline'
import {Writable} from 'node:stream'
import {RevschedError} from '../domain/errors.js'

/** Longer than any secret that is typed or piped. */
const mostCharacters = 10_000

/** A line from a person who does not see what they type, or the first line of what is piped in. */
export async function readSecretLine(
  stdin: NodeJS.ReadStream,
  prompt: () => Promise<unknown>,
): Promise<string> {
  if (!stdin.isTTY) return firstLine(stdin)
  await prompt()
  return hiddenLine(stdin)
}

async function firstLine(stdin: NodeJS.ReadStream): Promise<string> {
  let text = ''
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk
    if (text.includes('\n') || text.length > mostCharacters) break
  }
  return text.slice(0, mostCharacters).split('\n', 1)[0]!.trim()
}

function hiddenLine(stdin: NodeJS.ReadStream): Promise<string> {
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()})
  const lines = createInterface({input: stdin, output: nowhere, terminal: true, historySize: 0})
  return new Promise((resolve, reject) => {
    lines.once('line', line => {
      resolve(line.trim())
      lines.close()
    })
    // In this mode the terminal sends no signal: the line editor hears the key.
    lines.once('SIGINT', () => {
      reject(new RevschedError('interrupted', 'stopped by Ctrl-C'))
      lines.close()
    })
    lines.once('close', () => resolve(''))
  })
}
