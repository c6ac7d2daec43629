import {resolve} from 'node:path'
import {variableReference} from '../../app/setup/variable-reference.js'
import type {TextNode} from '../../config/text-tree.js'
import {RevschedError} from '../../domain/errors.js'
import type {Host} from '../context.js'
import {isReference} from './read-entry.js'

type Place = {host: Pick<Host, 'environment' | 'readText'>; folder: string}

/** What a secret is, as `${VARIABLE}` or `{file: path}` of the setup file lead to it. Throws `usage`, without anything of it. */
export async function readSecret(key: string, {value}: TextNode, {host, folder}: Place): Promise<string> {
  if (value instanceof Map) {
    const path = value.size === 1 ? value.get('file')?.value : undefined
    if (typeof path === 'string') return secretFile(resolve(folder, path), host)
  }
  if (typeof value !== 'string' || !isReference(value)) throw literalSecret(key)
  const name = value.slice(2, -1)
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw new RevschedError('usage', `"${key}" does not name a variable`, {hint: `as ${example(key)}`})
  const text = host.environment(name)
  if (text !== null) return text
  throw new RevschedError('usage', `the variable "${name}" is not set, or empty`, {
    hint: `set it where apply runs, or leave "${key}" out`,
  })
}

async function secretFile(path: string, host: Pick<Host, 'readText'>): Promise<string> {
  let text: string
  try {
    text = await host.readText(path)
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    const problem = code === 'ENOENT' ? 'there is no such file' : message
    throw new RevschedError('usage', `the secret cannot be read from "${path}": ${problem}`, {
      hint: 'a path begins where the setup file is',
    })
  }
  if (text.trim() !== '') return text.replace(/\r?\n$/, '')
  throw new RevschedError('usage', `there is no secret in "${path}": it is empty`, {
    hint: 'write the secret into it, and nothing else',
  })
}

/** Whatever stands there may be one, and whoever has read the file has read it. */
function literalSecret(key: string): RevschedError {
  return new RevschedError(
    'usage',
    `"${key}" takes no secret as it is: a file is read, copied and kept by many`,
    {
      hint: `write ${example(key)} and set that variable where apply runs; a secret that stood here is to be replaced`,
    },
  )
}

function example(key: string): string {
  const [variable, path] = key === 'secret' ? ['HUBSPOT_TOKEN', 'token.txt'] : ['PING_URL', 'ping-url.txt']
  return `${key}: ${variableReference(variable!)}, or ${key}: {file: ${path}},`
}
