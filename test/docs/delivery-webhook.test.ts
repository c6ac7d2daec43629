import {spawnSync} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {webhookSignature, webhookTimestamp} from '../../src/delivery/webhook-signature.js'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/delivery-webhook.md'), 'utf8')

function snippet(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)![1]!
}

const secretOf = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`
const [current, older, other] = [secretOf(24), secretOf(64), secretOf(24)]
const body = '{"deal":"Überblick 🚀"}'
const now = new Date()

function headersAt(at: Date, changes = {}) {
  const timestamp = webhookTimestamp(at)
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': webhookSignature({id: 'msg_1', timestamp, body}, [current, older]),
    ...changes,
  }
}

type Case = [name: string, headers: Record<string, string>, body: string, secrets: string[], isTaken: boolean]

const cases: Case[] = [
  ['a message as it was sent', headersAt(now), body, [current], true],
  ['one for a receiver with the older secret', headersAt(now), body, [older], true],
  ['one for a receiver with two', headersAt(now), body, [other, older], true],
  ['one of 4 minutes ago', headersAt(new Date(now.getTime() - 240_000)), body, [current], true],
  ['one of 6 minutes ago', headersAt(new Date(now.getTime() - 360_000)), body, [current], false],
  ['one of a time to come', headersAt(new Date(now.getTime() + 360_000)), body, [current], false],
  ['another body', headersAt(now), body.replace('b', 'c'), [current], false],
  ['another id', headersAt(now, {'webhook-id': 'msg_2'}), body, [current], false],
  ['another secret', headersAt(now), body, [other], false],
  ['no signature', headersAt(now, {'webhook-signature': ''}), body, [current], false],
  ['no time', headersAt(now, {'webhook-timestamp': ''}), body, [current], false],
  ['a stranger', {}, body, [current], false],
]

describe('the receivers of docs/delivery-webhook.md', () => {
  it('in Node takes what was signed, and nothing else', async () => {
    const {isFromRevsched} = await import(`data:text/javascript,${encodeURIComponent(snippet('js'))}`)
    const taken = cases.map(([name, headers, sent, secrets]) => [
      name,
      isFromRevsched(headers, Buffer.from(sent), secrets),
    ])
    expect(taken).toEqual(cases.map(([name, , , , isTaken]) => [name, isTaken]))
  })

  const hasPython = spawnSync('python3', ['--version']).status === 0

  it.skipIf(!hasPython)('in Python takes the same (needs python3)', () => {
    const program = `${snippet('python')}
import json, sys
print(json.dumps([is_from_revsched(headers, sent.encode(), secrets) for _, headers, sent, secrets, _ in json.load(sys.stdin)]))`
    const {stdout} = spawnSync('python3', ['-c', program], {input: JSON.stringify(cases), encoding: 'utf8'})
    expect(JSON.parse(stdout)).toEqual(cases.map(([, , , , isTaken]) => isTaken))
  })
})
