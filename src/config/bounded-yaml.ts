import {type Document, LineCounter, type ParsedNode, parseDocument} from 'yaml'
import {mostProblems} from '../domain/rules/rule-file-problems.js'
import {tooDeepAt} from './yaml-limits.js'

/** What is wrong with a file, and where. */
export type PlacedProblem = {
  /** As `rules.yaml:4:7`. */
  place: string
  file: string
  /** From 1 on. */
  line: number
  column: number
  severity: 'error' | 'warning'
  message: string
  hint: string
}

export type Told = {message: string; hint?: string | undefined; level?: 'error' | 'warning'}

type Reading = {
  fileName: string
  /** YAML's own: `failsafe` takes every value as the text that it is. */
  schema: 'core' | 'failsafe'
  /** What to do about a text that is no YAML, or is nested too deeply. */
  hints: {badYaml: string; tooDeep: string}
}

type BoundedYaml = {
  /** Null where what was made of it would be guesswork. */
  document: Document<ParsedNode> | null
  problems: readonly PlacedProblem[]
  /** With the place of an offset in the text. */
  at(offset: number, told: Told): PlacedProblem
}

/** Reads YAML 1.2 (so also JSON) from people one does not trust with the time and memory of this process. */
export function boundedYaml(text: string, {fileName, schema, hints}: Reading): BoundedYaml {
  const lines = new LineCounter()
  const at = (offset: number, {message, hint = '', level = 'error'}: Told): PlacedProblem => {
    const {line, col} = lines.linePos(offset)
    const place = `${fileName}:${line}:${col}`
    return {place, file: fileName, line, column: col, severity: level, message, hint}
  }
  const deepAt = tooDeepAt(text)
  // What the parser does for unique keys takes a minute for a map of many.
  const options = {lineCounter: lines, uniqueKeys: false, prettyErrors: false, schema}
  const document = parseDocument(deepAt === null ? text : text.slice(0, deepAt), options)
  if (deepAt !== null) {
    const tooDeep = at(deepAt, {message: 'nested too deeply', hint: hints.tooDeep})
    return {document: null, problems: [tooDeep], at}
  }
  const problems = document.errors
    .slice(0, mostProblems)
    .map(({pos, message}) => at(pos[0], {message: `not valid YAML: ${message}`, hint: hints.badYaml}))
  return {document: problems.length > 0 ? null : document, problems: firstOfLines(problems), at}
}

/** What follows on the same line is mostly of the same mistake. */
function firstOfLines(problems: readonly PlacedProblem[]): PlacedProblem[] {
  const lines = new Map([...problems].reverse().map(problem => [problem.line, problem]))
  return [...lines.values()]
}
