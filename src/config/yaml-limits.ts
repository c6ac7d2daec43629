import {isAlias, isMap, isPair, isScalar, isSeq, Lexer, Scalar} from 'yaml'

/** Rules need five. Each level takes memory and stack of whoever reads it. */
const mostLevels = 50

/** Of a map or list, but for waivers and the like, which are looked at one by one: what is told of each takes memory. */
const mostEntries = 10_000

/** Tokens that the lexer puts in for what is not in the text: beginnings of documents and values, ends of broken lines. */
const notInText = ['\u0002', '\u0018', '\u001f']

/** Tokens alone, before anything is made of them: where brackets, or dashes and questions on a line, are nested too deeply; else null. */
export function tooDeepAt(text: string): number | null {
  let brackets = 0
  let onLine = 0
  let offset = 0
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++
    else if (token === ']' || token === '}') brackets--
    else if (token === '\n' || token === '\r\n') onLine = 0
    // Within brackets, as in JSON on one line, there may be many beside each other.
    else if (brackets === 0 && (token === '-' || token === '?' || token === ':')) onLine++
    if (brackets > mostLevels || onLine > mostLevels) return offset
    if (!notInText.includes(token)) offset += token.length
  }
  return null
}

/** What is wrong where a key begins. */
type NodeProblem = {offset: number; message: string; hint: string}

/**
 * What is wrong with keys, the same time for each however many there are; and aliases, as a few lines of them can stand for gigabytes:
 * each becomes null. `keyExample` is of a key that is a text.
 */
export function* nodeProblems(node: unknown, keyExample: string, depth = 0): Iterable<NodeProblem> {
  if (!isMap(node) && !isSeq(node)) return
  if (node.items.length > mostEntries && !(isSeq(node) && depth === 1)) {
    yield {
      offset: startOf(node),
      message: `${node.items.length} entries are more than the ${mostEntries} that are taken`,
      hint: 'split the file into several',
    }
    node.items = []
  }
  const known = new Set<unknown>()
  for (const [place, item] of node.items.entries()) {
    const value = isPair(item) ? item.value : item
    const start = isPair(item) ? item.key : item
    if (isPair(item)) yield* problemsOfKey(item.key, known, keyExample)
    if (isAlias(value)) {
      yield {
        offset: startOf(start),
        message: `the alias "*${value.source}" is not taken`,
        hint: 'write every value out',
      }
      if (isPair(item)) item.value = new Scalar(null)
      else node.items[place] = new Scalar(null)
    } else yield* nodeProblems(value, keyExample, depth + 1)
  }
}

/** Notes the key as known. */
function* problemsOfKey(key: unknown, known: Set<unknown>, keyExample: string): Iterable<NodeProblem> {
  if (!isScalar(key)) {
    yield {offset: startOf(key), message: 'a key is no text', hint: `as ${keyExample}`}
    return
  }
  if (known.has(key.value))
    yield {
      offset: startOf(key),
      message: `the key "${String(key.value)}" is there twice`,
      hint: 'keep one of the two',
    }
  known.add(key.value)
  // It would be left out without a word.
  if (key.value === '__proto__')
    yield {offset: startOf(key), message: 'unknown key "__proto__"', hint: 'take it out'}
}

function startOf(node: unknown): number {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0
}
