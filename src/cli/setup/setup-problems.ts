import type {PlacedProblem, Told} from '../../config/bounded-yaml.js'
import type {TextNode} from '../../config/text-tree.js'
import {RevschedError} from '../../domain/errors.js'
import {type Entry, type EntryValue, isList} from './setup-entry.js'
import {keyOfFlag} from './setup-keys.js'

/** A person mends some and looks again. */
const mostProblems = 1000

/** What is wrong with one setting of an entry. */
class SettingError extends RevschedError {
  readonly key: string

  constructor(key: string, {code, message, hint}: RevschedError) {
    super(code, message, hint === undefined ? {} : {hint})
    this.key = key
  }
}

/** An entry without what has another shape, and the keys of that. */
export type ShapedEntry = {entry: Entry; ill: ReadonlySet<string>}

/** A setting that an entry has to have. */
export function missing(key: string, example: string): RevschedError {
  const error = new RevschedError('usage', `"${key}" is missing`, {hint: `as ${key}: ${example}`})
  return new SettingError(key, error)
}

/** What `work` throws is wrong with the setting of that key. */
export async function about<Result>(key: string, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw isMistake(error) ? new SettingError(key, error) : error
  }
}

/** What is wrong with a file, in the words of its keys, while the flags' own parsers speak of flags. */
export class SetupProblems {
  readonly found: PlacedProblem[] = []
  readonly #placed: (at: number, told: Told) => PlacedProblem

  constructor(placed: (at: number, told: Told) => PlacedProblem) {
    this.#placed = placed
  }

  add(at: number, told: {message: string; hint: string}): void {
    if (this.found.length < mostProblems) this.found.push(this.#placed(at, told))
  }

  /**
   * What `work` makes of an entry; null where it throws. What it throws of one setting is noted, and the others are looked at without
   * that one, so that all mistakes are told at once.
   */
  async attempt<Result>(
    node: TextNode,
    {entry, ill}: ShapedEntry,
    work: (entry: Entry) => Result | Promise<Result>,
  ): Promise<Result | null> {
    let rest = entry
    for (let round = 0; ; round++) {
      try {
        const result = await work(rest)
        return round === 0 && ill.size === 0 ? result : null
      } catch (error) {
        if (!isMistake(error)) throw error
        const key = error instanceof SettingError ? error.key : blamedKey(error, rest)
        const isOfRest = key !== null && Object.hasOwn(rest, key)
        // One that is missing may be one that was wrong.
        const isTold = key !== null && !isOfRest && (round > 0 || ill.has(key))
        if (!isTold) this.#note(node, key, error)
        // What goes wrong between settings may be wrong in either.
        if (!isOfRest || flagsIn(error.message).length > 1) return null
        const {[key]: _, ...others} = rest
        rest = others
      }
    }
  }

  #note(node: TextNode, key: string | null, {message, hint = ''}: RevschedError): void {
    const at = (key !== null && childOf(node, key)?.at) || node.at
    this.add(at, {message: inFileWords(message), hint: inFileWords(hint)})
  }
}

export function childOf({value}: TextNode, key: string): TextNode | undefined {
  return value instanceof Map ? value.get(key) : undefined
}

/** Not what is wrong with the machine. */
function isMistake(error: unknown): error is RevschedError {
  return error instanceof RevschedError && ['usage', 'config', 'not-found', 'conflict'].includes(error.code)
}

const flagPattern = /--([a-z][a-z-]*)/g

function flagsIn(message: string): string[] {
  return [...new Set([...message.matchAll(flagPattern)].map(([flag]) => keyOfFlag(flag)))]
}

/** The setting that an error of the flags is about: named by it or by its hint, or with the value that it quotes. */
function blamedKey({message, hint = ''}: RevschedError, entry: Entry): string | null {
  const isThere = (key: string) => Object.hasOwn(entry, key)
  const named = flagsIn(message)
  if (named.length > 0) return named.find(isThere) ?? named[0]!
  const [, quoted] = /"([^"]*)"/.exec(message) ?? []
  const holding = Object.entries(entry).find(
    ([, value]) => quoted !== undefined && textsOf(value).includes(quoted),
  )
  return flagsIn(hint).find(isThere) ?? holding?.[0] ?? null
}

function textsOf(value: EntryValue): readonly (string | null)[] {
  if (value === true) return []
  if (typeof value === 'string') return [value]
  return isList(value) ? value : Object.values(value)
}

/** `for example: --timeout 10m` is `for example: timeout: 10m` in a file. Whole command lines stay. */
function inFileWords(text: string): string {
  if (text.startsWith('revsched ')) return text
  return text
    .replace(/\bthe flag --([a-z-]+)/g, (_, name) => `"${keyOfFlag(`--${name}`)}"`)
    .replace(
      /\b(for example:?|as|give|use) --([a-z-]+) (?!and |or |in )/g,
      (_, word, name) => `${word} ${keyOfFlag(`--${name}`)}: `,
    )
    .replace(flagPattern, flag => keyOfFlag(flag))
}
