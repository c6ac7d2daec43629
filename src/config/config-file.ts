import {isMap, isScalar, LineCounter, type Pair, type ParsedNode, parseDocument} from 'yaml'
import {RevschedError} from '../domain/errors.js'
import {didYouMean} from '../domain/ref.js'

/** Larger than any config file a person writes. */
const maxBytes = 100 * 1024

/** Reads `key: value` lines of YAML; throws `config` with the line of what is wrong. */
export function parseConfigFile<Key extends string>(
  text: string,
  path: string,
  keys: readonly Key[],
): Partial<Record<Key, string>> {
  const allowed = `settings: ${keys.join(', ')}`
  if (Buffer.byteLength(text) > maxBytes) throw bad(path, 'is larger than 100 kB', allowed)
  const lines = new LineCounter()
  const document = parseDocument(text, {lineCounter: lines, uniqueKeys: true, prettyErrors: false})
  const lineAt = (offset: number | undefined) => `${path}:${lines.linePos(offset ?? 0).line}`
  const [problem] = document.errors
  if (problem) throw bad(lineAt(problem.pos[0]), `is not valid YAML: ${problem.message}`, allowed)
  const {contents} = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return {}
  if (!isMap(contents)) throw bad(lineAt(contents.range[0]), 'must hold "key: value" lines', allowed)
  const settings: Partial<Record<Key, string>> = {}
  for (const {key, value} of contents.items as Pair<ParsedNode, ParsedNode | null>[]) {
    const where = lineAt(key.range[0])
    const name = isScalar(key) ? String(key.value) : String(key)
    const known = keys.find(candidate => candidate === name)
    if (!known) throw bad(where, `has the unknown setting "${name}"`, didYouMean(name, keys) ?? allowed)
    settings[known] = textOf(value, name, where)
  }
  return settings
}

/** Settings that need no quotes around their number. */
const wholeNumbers: ReadonlySet<string> = new Set(['concurrency', 'backupsKept'])

/** Aliases are refused with everything else that is no plain text: a few lines of them can stand for gigabytes. */
function textOf(value: ParsedNode | null, name: string, where: string): string {
  if (isScalar(value) && typeof value.value === 'string' && value.value !== '') return value.value
  if (wholeNumbers.has(name) && isScalar(value) && Number.isInteger(value.value)) return String(value.value)
  const shown = isScalar(value) ? JSON.stringify(value.value) : String(value ?? 'nothing').trim()
  throw bad(
    where,
    `must give "${name}" a text, not ${shown.slice(0, 60)}`,
    `write a value, in quotes where it looks like something else: ${name}: "..."`,
  )
}

function bad(where: string, what: string, hint: string): RevschedError {
  return new RevschedError('config', `the config file "${where}" ${what}`, {hint})
}
