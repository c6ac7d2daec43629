import {RevschedError} from '../domain/errors.js'

const mostHeaders = 20
const longestName = 100
const longestValue = 1000

/** They belong to HTTP itself, to the client, or to the signature. */
const own =
  /^(host|connection|keep-alive|upgrade|te|trailer|expect|transfer-encoding|accept-encoding|user-agent|idempotency-key|(content|proxy|webhook)-.*)$/

/** What a header of this name holds is nothing to be stored and shown as settings are. */
const secretive = /auth|token|secret|password|passwd|api-?key|access-?key|cookie|credential|signature/

/** Headers of the user's own by their lower-case names. Throws `usage` without the value: it may be a secret all the same. */
export function webhookHeaders(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const)
  for (const [name, value] of entries) {
    const problem = nameProblem(name) ?? valueProblem(value)
    if (problem !== null) throw refused(name, problem)
  }
  const headers = Object.fromEntries(entries)
  if (entries.length > mostHeaders)
    throw refused(entries[mostHeaders]![0], `would be one of more than ${mostHeaders}`)
  const twice = entries.find(([name], index) => entries.findIndex(([other]) => other === name) < index)
  if (twice) throw refused(twice[0], 'is given twice')
  return headers
}

function nameProblem(name: string): string | null {
  if (!/^[a-z][a-z0-9-]*$/.test(name) || name.length > longestName)
    return `is no name of a header: letters, digits and "-", at most ${longestName}`
  if (own.test(name)) return 'is set by revsched itself, or by HTTP'
  if (secretive.test(name))
    return 'looks like a secret, and settings are stored and shown as they are: put the key into the URL'
  return null
}

function valueProblem(value: string): string | null {
  if (value.length > longestValue) return `has a value of more than ${longestValue} characters`
  if (!/^[\x20-\x7e]+$/.test(value) || value !== value.trim())
    return 'has a value that is empty, begins or ends with a space, or is not plain ASCII text'
  return null
}

function refused(name: string, problem: string): RevschedError {
  return new RevschedError('usage', `the header ${JSON.stringify(name.slice(0, longestName))} ${problem}`, {
    hint: 'as --header "X-Team: emea"',
  })
}
