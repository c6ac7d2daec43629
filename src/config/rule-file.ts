import {type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument} from 'yaml'
import {mostProblems} from '../domain/rules/rule-file-problems.js'
import {RuleProblem} from '../domain/rules/rule-problem.js'
import type {RulesetFile} from '../domain/rules/ruleset.js'
import {shown} from '../domain/rules/value-problem.js'
import {ruleFileShape} from './rule-file-shape.js'
import {wellShaped} from './well-shaped.js'
import {nodeProblems, tooDeepAt} from './yaml-limits.js'

/** Each is compiled, which takes a millisecond. */
const mostCustomRules = 500

/** What is wrong with a rule file, and where. */
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

type ParsedRuleFile = {
  /** What is of the right shape; of use to a review only where nothing is wrong. */
  file: RulesetFile
  /** What has another shape. */
  problems: readonly PlacedProblem[]
  /** Ids of custom rules that have another shape. */
  broken: ReadonlySet<string>
  /** Line and column of what a path leads to; of the nearest part around it where nothing is there. */
  placed(problem: RuleProblem): PlacedProblem
}

/** Reads a rule file (YAML 1.2, so also JSON). What is wrong with one part of it hides nothing of the others. */
export function parseRuleFile(text: string, fileName: string): ParsedRuleFile {
  const lines = new LineCounter()
  // What the parser does for unique keys takes a minute for a map of many.
  const options = {lineCounter: lines, uniqueKeys: false, prettyErrors: false}
  const deepAt = tooDeepAt(text)
  const document = parseDocument(deepAt === null ? text : text.slice(0, deepAt), options)
  const at = (offset: number, {message, hint = '', level = 'error'}: Told): PlacedProblem => {
    const {line, col} = lines.linePos(offset)
    const place = `${fileName}:${line}:${col}`
    return {place, file: fileName, line, column: col, severity: level, message, hint}
  }
  const placed = (problem: RuleProblem) => at(offsetOf(document, problem.path), problem)
  const nothing = {file: {}, broken: new Set<string>(), placed}
  if (deepAt !== null) return {...nothing, problems: [at(deepAt, tooDeep)]}
  // What was made of it is guesswork.
  if (document.errors.length > 0) {
    const problems = document.errors
      .slice(0, mostProblems)
      .map(({pos, message}) => at(pos[0], badYaml(message)))
    return {...nothing, problems: firstOfLines(problems)}
  }
  const ofNodes: PlacedProblem[] = []
  for (const {offset, ...told} of nodeProblems(document.contents))
    if (ofNodes.length < mostProblems) ofNodes.push(at(offset, told))
  const known = new Set(ofNodes.map(({place}) => place))
  const shaped = shapedOf(document.toJS({maxAliasCount: 0}))
  const ofShape = shaped.problems.map(placed).filter(({place}) => !known.has(place))
  return {file: shaped.file, problems: [...ofNodes, ...ofShape], broken: shaped.broken, placed}
}

type Told = {message: string; hint?: string | undefined; level?: 'error' | 'warning'}

const tooDeep: Told = {
  message: 'nested too deeply',
  hint: 'settings of rules are four levels deep; revsched rules init writes a file to start from',
}

const example = 'revsched rules init writes a file to start from'

function badYaml(message: string): Told {
  return {message: `not valid YAML: ${message}`, hint: example}
}

/** What follows on the same line is mostly of the same mistake. */
function firstOfLines(problems: readonly PlacedProblem[]): PlacedProblem[] {
  const lines = new Map([...problems].reverse().map(problem => [problem.line, problem]))
  return [...lines.values()]
}

const keys = Object.keys(ruleFileShape.shape).join(', ')

function shapedOf(content: unknown): ReturnType<typeof wellShaped> {
  const nothing = {file: {}, broken: new Set<string>()}
  if (content === null) return {...nothing, problems: []}
  if (typeof content !== 'object' || Array.isArray(content)) {
    const problem = new RuleProblem([], `the file must hold ${keys}, not ${shown(content)}`, {
      hint: example,
    })
    return {...nothing, problems: [problem]}
  }
  const {custom} = content as {custom?: unknown}
  if (!Array.isArray(custom) || custom.length <= mostCustomRules) return wellShaped({...content})
  const shaped = wellShaped({...content, custom: null})
  const ids = custom.flatMap(entry => (typeof entry?.id === 'string' ? [entry.id as string] : []))
  const problem = new RuleProblem(['custom'], `there are more than ${mostCustomRules} custom rules`, {
    hint: 'split the file into several',
  })
  return {...shaped, problems: [...shaped.problems, problem], broken: new Set(ids)}
}

/** Where the key of a map begins, or the value in a list. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents
  let offset = 0
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(({key: known}) => isScalar(known) && String(known.value) === String(key))
      if (!pair || !isScalar(pair.key)) break
      offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node) && isNode(node.items[Number(key)])) {
      node = node.items[Number(key)]
      if (isNode(node)) offset = node.range?.[0] ?? offset
    } else break
  }
  return offset
}
