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

/** All that is piped in, or typed up to Ctrl-D without being shown. */
export async function readSecretText(
  stdin: NodeJS.ReadStream,
  prompt: () => Promise<unknown>,
): Promise<string> {
  if (!stdin.isTTY) return wholeText(stdin)
  await prompt()
  return hiddenLines(stdin)
}

async function wholeText(stdin: NodeJS.ReadStream): Promise<string> {
  let text = ''
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk
    if (text.length > mostCharacters) break
  }
  return text.slice(0, mostCharacters)
}

async function firstLine(stdin: NodeJS.ReadStream): Promise<string> {
  let text = ''
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk
    if (text.includes('\n') || text.length > mostCharacters) break
  }
  return text.slice(0, mostCharacters).split('\n', 1)[0]!.trim()
}

function hiddenLines(stdin: NodeJS.ReadStream): Promise<string> {
  const lines = hiddenInterface(stdin)
  const typed: string[] = []
  return new Promise((resolve, reject) => {
    lines.on('line', line => typed.push(line))
    lines.once('SIGINT', () => {
      reject(new RevschedError('interrupted', 'stopped by Ctrl-C'))
      lines.close()
    })
    lines.once('close', () => resolve(typed.join('\n').slice(0, mostCharacters)))
  })
}

function hiddenInterface(stdin: NodeJS.ReadStream) {
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()})
  return createInterface({input: stdin, output: nowhere, terminal: true, historySize: 0})
}

function hiddenLine(stdin: NodeJS.ReadStream): Promise<string> {
  const lines = hiddenInterface(stdin)
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
