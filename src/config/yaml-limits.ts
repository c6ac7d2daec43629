import {isMap, isPair, isScalar, isSeq, Lexer} from 'yaml'

/** Rules need five. Each level takes memory and stack of whoever reads it. */
const mostLevels = 50

/** Tokens alone, before anything is made of them: whether brackets, or dashes and questions on a line, are nested too deeply. */
export function isTooDeep(text: string): boolean {
  let brackets = 0
  let onLine = 0
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++
    else if (token === ']' || token === '}') brackets--
    else if (token === '-' || token === '?' || token === ':') onLine++
    else if (token === '\n' || token === '\r\n') onLine = 0
    if (brackets > mostLevels || (brackets === 0 && onLine > mostLevels)) return true
  }
  return false
}

type KeyProblem = {offset: number; problem: string}

/** What is wrong with a key, and where it begins; the same time for each, however many there are. */
export function keyProblem(node: unknown): KeyProblem | null {
  if (isPair(node)) return keyProblem(node.key) ?? keyProblem(node.value)
  if (!isMap(node) && !isSeq(node)) return null
  const known = new Set<unknown>()
  for (const item of node.items) {
    const problem = (isPair(item) ? problemOf(item.key, known) : null) ?? keyProblem(item)
    if (problem !== null) return problem
  }
  return null
}

/** Notes the key as known. */
function problemOf(key: unknown, known: Set<unknown>): KeyProblem | null {
  if (!isScalar(key)) return null
  const offset = key.range?.[0] ?? 0
  if (known.has(key.value)) return {offset, problem: 'is not valid YAML: Map keys must be unique'}
  known.add(key.value)
  // It would be left out without a word.
  return key.value === '__proto__' ? {offset, problem: 'has the unknown key "__proto__"'} : null
}
