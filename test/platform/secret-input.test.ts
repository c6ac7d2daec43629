import {PassThrough} from 'node:stream'
import {expect, it} from 'vitest'
import {readSecretLine} from '../../src/platform/secret-input.js'

/** A pipe, or a terminal that somebody types at. */
function stdinWith(text: string, {isTTY = false} = {}): NodeJS.ReadStream {
  const stream = new PassThrough()
  stream.write(text)
  if (!isTTY) stream.end()
  return Object.assign(stream, {isTTY, setRawMode: () => stream}) as never
}

const noPrompt = () => Promise.reject(new Error('nobody is there to be asked'))

it.each([
  ['a line', 'https://hc-ping.com/a\n', 'https://hc-ping.com/a'],
  ['a line without an end', 'https://hc-ping.com/a', 'https://hc-ping.com/a'],
  ['a line of Windows', 'https://hc-ping.com/a\r\nmore\r\n', 'https://hc-ping.com/a'],
  ['nothing', '', ''],
  ['far too much', 'a'.repeat(100_000), 'a'.repeat(10_000)],
])('reads %s from a pipe', async (_, text, expected) =>
  expect(await readSecretLine(stdinWith(text), noPrompt)).toBe(expected),
)

it('asks a person, and takes what they correct', async () => {
  let asked = 0
  const prompt = async () => void asked++
  expect(await readSecretLine(stdinWith('abx\u007fc\r', {isTTY: true}), prompt)).toBe('abc')
  expect(asked).toBe(1)
})

it('stops at Ctrl-C', async () => {
  const reading = readSecretLine(stdinWith('ab\u0003', {isTTY: true}), async () => undefined)
  await expect(reading).rejects.toMatchObject({code: 'interrupted'})
})

it('takes the end of the input (Ctrl-D) for nothing', async () =>
  expect(await readSecretLine(stdinWith('\u0004', {isTTY: true}), async () => undefined)).toBe(''))
