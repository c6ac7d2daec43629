import {RevschedError} from '../domain/errors.js'

/** Headers by their lower-case names, of lines `name: value` as HTTP and curl have them, or of a JSON object as servers of Node print it. */
export function receivedHeaders(text: string): Record<string, string> {
  const isJson = text.trimStart().startsWith('{')
  const pairs = isJson ? Object.entries(parsed(text)) : text.split('\n').flatMap(pairOf)
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), String(value)]))
}

/** Lines without a colon, as that of the request or an empty one, hold none; `<` and `>` are those of `curl -v`. */
function pairOf(line: string): [string, string][] {
  const [, name, value = ''] = /^[<>]?\s*([!#$%&'*+.^_`|~\w-]+):(.*)$/.exec(line.trim()) ?? []
  return name === undefined ? [] : [[name, value.trim()]]
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new RevschedError('usage', 'the headers begin as JSON and are none', {
      hint: 'give lines as "webhook-id: ...", or a JSON object of names and values',
      cause: error,
    })
  }
}
