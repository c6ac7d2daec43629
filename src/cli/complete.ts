import {type Candidate, type Completion, completeWords} from './complete-words.js'
import type {NameKind, StoredKind} from './completed-names.js'
import type {Output} from './io.js'
import {bashWord, type ShellLine, shellLine} from './shell-line.js'

type Ports = {
  out: Output
  /** Of the database that the words name, or the usual one; empty where there is none. */
  storedNames(kind: StoredKind, flags: {database?: string; user?: string}): Promise<readonly Candidate[]>
  settings(): Promise<readonly string[]>
}

/** In place of candidates: the shell is to offer files. */
const filesWord = ':files'

/**
 * What the scripts of `revsched completion` call at each press of the key: `bash <line> <piece>` prints words as bash inserts them,
 * `words <word>...` a value and what it is a line. It never fails and says nothing but candidates.
 */
export async function complete(argv: readonly string[], ports: Ports): Promise<void> {
  const [shell, ...given] = argv
  if (shell === 'bash') {
    const [line = '', piece = ''] = given
    const read = shellLine(line)
    const completion = await completed(read.words.slice(1), ports)
    if (completion !== 'files') await ports.out.write(bashLines(completion.values, {line, piece, ...read}))
    return
  }
  const completion = await completed(given, ports)
  await ports.out.write(completion === 'files' ? `${filesWord}\n` : completion.values.map(wordLine))
}

function completed(words: readonly string[], ports: Ports): Promise<Completion> {
  const after = (flag: string) => words[words.indexOf(flag) + 1]
  const flags = {
    ...(words.includes('--database') && {database: after('--database') ?? ''}),
    ...(words.includes('--user') && {user: after('--user') ?? ''}),
  }
  return completeWords(words, kind => namesOf(kind, {...ports, flags}))
}

async function namesOf(
  kind: NameKind,
  {storedNames, settings, flags}: Ports & {flags: Parameters<Ports['storedNames']>[1]},
): Promise<readonly Candidate[]> {
  switch (kind) {
    case 'rule': {
      const {allRules} = await import('../domain/rules/all-rules.js')
      return allRules.map(({id, title}) => ({value: id, about: title}))
    }
    case 'ruleset':
      return ['recommended', 'strict', 'minimal'].map(value => ({value}))
    case 'zone':
      return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].map(value => ({value}))
    case 'schema': {
      const {schemas} = await import('./schemas/all-schemas.js')
      return [...new Set(Object.keys(schemas).flatMap(name => name.split(' ')))].map(value => ({value}))
    }
    case 'setting':
      return (await settings()).map(value => ({value}))
    default:
      return storedNames(kind, flags)
  }
}

/**
 * Only what goes on as the word has begun. Bash ends a word also at `=`, `:` and `@`, and puts in its place what it is given: that
 * begins after them.
 */
function bashLines(
  values: readonly Candidate[],
  {line, piece, words, openQuote, lastStart}: ShellLine & {line: string; piece: string},
): string[] {
  const current = words.at(-1)!
  const typed = line.slice(lastStart)
  const ended = /^[=:@]$/.test(piece) ? 0 : piece.length
  const kept = openQuote === null ? typed.slice(0, typed.length - ended) : ''
  const fitting = values.filter(({value}) => value.startsWith(current))
  return fitting.map(({value}) => {
    const word = bashWord(value, openQuote)
    return `${word.startsWith(kept) ? word.slice(kept.length) : word}\n`
  })
}

function wordLine({value, about}: Candidate): string {
  const shown = value.replace(/[\t\n\r]/g, ' ')
  return about === undefined ? `${shown}\n` : `${shown}\t${about.replace(/[\t\n\r]/g, ' ')}\n`
}
