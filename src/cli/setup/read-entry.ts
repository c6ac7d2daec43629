import type {TextNode} from '../../config/text-tree.js'
import {didYouMean} from '../../domain/ref.js'
import {badChoice} from '../usage-error.js'
import type {EntryValue} from './setup-entry.js'
import {keyOfFlag, type SetupKey} from './setup-keys.js'
import type {SetupProblems, ShapedEntry} from './setup-problems.js'

type Keys = {
  settings: readonly SetupKey[]
  /** Keys that the caller reads itself. */
  others: readonly string[]
}

/** What is of the shape that its keys ask for; what is not is noted. Null where the whole has another shape. */
export function readEntry(
  node: TextNode,
  {settings, others}: Keys,
  problems: SetupProblems,
): ShapedEntry | null {
  if (!(node.value instanceof Map)) {
    problems.add(node.at, {message: 'it takes settings', hint: `as ${settings[0]?.key ?? others[0]}: ...`})
    return null
  }
  const entry: Record<string, EntryValue> = {}
  const ill = new Set<string>()
  const names = [...others, ...settings.map(({key}) => key)]
  for (const [name, child] of node.value) {
    if (others.includes(name)) continue
    const key = settings.find(one => one.key === name)
    const before = problems.found.length
    const value = key ? readValue(key, child, problems) : null
    if (!key) problems.add(child.at, unknownKey(name, names))
    if (problems.found.length > before) ill.add(name)
    else if (value !== null) entry[name] = value
  }
  return {entry, ill}
}

export function unknownKey(name: string, names: readonly string[]): {message: string; hint: string} {
  // Who writes it as a flag is told the key.
  const near = didYouMean(keyOfFlag(`--${name.replace(/^--/, '')}`), names)
  return {message: `unknown key "${name}"`, hint: near ?? `it may be: ${names.join(', ')}`}
}

/** Null for what is as if it were not there, or wrong. */
function readValue(key: SetupKey, {value, at}: TextNode, problems: SetupProblems): EntryValue | null {
  if (value === null) return null
  const reading = readers[key.form](value, key)
  if (reading === undefined) {
    const words = key.describe.replace(/--[a-z-]+/g, flag => keyOfFlag(flag))
    problems.add(at, {message: `"${key.key}" takes ${takes[key.form]}`, hint: words})
    return null
  }
  const texts = typeof reading === 'string' ? [reading] : Array.isArray(reading) ? reading : []
  if (texts.some(text => isReference(text))) {
    const message = `"${key.key}" names a variable, and those stand for secrets alone`
    problems.add(at, {message, hint: 'write the value'})
    return null
  }
  const wrong = key.choices === null ? undefined : texts.find(text => !key.choices!.includes(text))
  if (wrong === undefined) return reading === false ? null : reading
  const hint = `as ${key.key}: ${key.choices![0]}`
  const error = badChoice(key.key, wrong, {choices: key.choices!, hint})
  problems.add(at, {message: error.message, hint: error.hint ?? hint})
  return null
}

export function isReference(text: string): boolean {
  return /^\$\{[^{}]*\}$/.test(text)
}

const takes: Readonly<Record<SetupKey['form'], string>> = {
  text: 'a text',
  number: 'a number',
  switch: 'true or false',
  list: 'a text or a list of texts',
  commas: 'a text or a list of texts',
  pairs: 'names with a text each',
}

type Reader = (value: NonNullable<TextNode['value']>, key: SetupKey) => EntryValue | false | undefined

const textOnly: Reader = value => (typeof value === 'string' ? value : undefined)

const textOrList: Reader = value => {
  if (typeof value === 'string') return [value]
  if (value instanceof Map) return undefined
  const texts = (value as readonly TextNode[]).map(item => item.value)
  return texts.every(text => typeof text === 'string') ? texts : undefined
}

/** Undefined for another shape. */
const readers: Readonly<Record<SetupKey['form'], Reader>> = {
  text: textOnly,
  number: textOnly,
  switch: value => (value === 'true' ? true : value === 'false' ? false : undefined),
  list: textOrList,
  commas: textOrList,
  pairs(value, key) {
    if (!(value instanceof Map)) return textOrList(value, key)
    const pairs = [...(value as ReadonlyMap<string, TextNode>)].map(
      ([name, node]) => [name, node.value] as const,
    )
    const areTexts = pairs.every(([, text]) => text === null || typeof text === 'string')
    return areTexts ? (Object.fromEntries(pairs) as Record<string, string | null>) : undefined
  },
}
