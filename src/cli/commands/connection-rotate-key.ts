import * as z from 'zod/mini'
import {type RotatedKey, rotateKey} from '../../app/rotate-key.js'
import {RevschedError} from '../../domain/errors.js'
import {counted} from '../../report/amounts.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'
import {secretLine} from '../secret-line.js'

export const connectionRotateKeyCommand = defineCommand({
  name: 'connection rotate-key',
  summary: 'Replace the master key that all stored secrets are sealed with',
  description:
    'Seals the secrets of all users with a new key, also while the daemon runs. Stopped at any moment, nothing is lost, and ' +
    'the command goes on when it is called again. A key file is replaced; a systemd credential or REVSCHED_MASTER_KEY is ' +
    'yours to replace afterwards: the command says how. Backups of the database, and other databases with the same key file, ' +
    'keep needing the old key.',
  flags: [
    {
      syntax: '--new-key-stdin',
      describe: 'Take this new key, 32 bytes as base64 or hexadecimal: asked for, or read from a pipe',
    },
    {
      syntax: '--keep-old-key',
      describe: 'Leave the old key beside the key file, for other databases and backups',
    },
    jsonFlag,
  ],
  examples: [
    'revsched connection rotate-key',
    'openssl rand -base64 32 | revsched connection rotate-key --new-key-stdin',
  ],
  input: z.strictObject({newKeyStdin: flag(), keepOldKey: flag(), json: flag()}),
  async run(context, {newKeyStdin, keepOldKey, json}) {
    const {io} = context
    const newKey = newKeyStdin ? await givenKey(context) : null
    const secrets = await context.database()
    const lock = await context.lockKey()
    try {
      const rotation = await context.keyRotation()
      const rotated = await rotateKey({secrets, rotation}, {newKey, keepsOldKey: keepOldKey})
      if (json) await printJson(io.out, rotated)
      else await io.out.write(rotatedText(rotated))
    } finally {
      lock.release()
    }
  },
})

async function givenKey(context: CommandContext): Promise<string> {
  const key = await secretLine(context, 'new key')
  if (key !== '') return key
  throw new RevschedError('usage', 'no new key was given', {
    hint: 'openssl rand -base64 32 | revsched connection rotate-key --new-key-stdin',
  })
}

function rotatedText({secrets, source, next, outcome}: RotatedKey): string {
  const where = terminalText(source.where)
  if (outcome === 'none') return `there is no key yet: the first secret makes one, in ${where}\n`
  const sealed = `sealed ${counted(secrets, 'secret')} anew`
  if (next)
    return `${sealed}; the old key is still in ${where}
next:
  put the key that is in ${terminalText(next.where)} into its place, wherever revsched runs
  start the daemon again
  revsched connection rotate-key, which removes that file
`
  return outcome === 'replaced'
    ? `${sealed}; the new key is in ${where}, the old one is no longer needed\n`
    : `${sealed}; the change of the key is finished: it is in ${where}\n`
}
