import {type Document, isMap, isNode, isScalar, isSeq, type ParsedNode} from 'yaml'
import {mostProblems} from '../domain/rules/rule-file-problems.js'
import {RuleProblem} from '../domain/rules/rule-problem.js'
import type {RulesetFile} from '../domain/rules/ruleset.js'
import {shown} from '../domain/rules/value-problem.js'
import {boundedYaml, type PlacedProblem} from './bounded-yaml.js'
import {ruleFileShape} from './rule-file-shape.js'
import {wellShaped} from './well-shaped.js'
import {nodeProblems} from './yaml-limits.js'

/** Each is compiled, which takes a millisecond. */
const mostCustomRules = 500

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

const example = 'revsched rules init writes a file to start from'

const hints = {
  badYaml: example,
  tooDeep: 'settings of rules are four levels deep; revsched rules init writes a file to start from',
}

/** Reads a rule file (YAML 1.2, so also JSON). What is wrong with one part of it hides nothing of the others. */
export function parseRuleFile(text: string, fileName: string): ParsedRuleFile {
  const {document, problems, at} = boundedYaml(text, {fileName, schema: 'core', hints})
  const placed = (problem: RuleProblem) => at(document ? offsetOf(document, problem.path) : 0, problem)
  if (document === null) return {file: {}, broken: new Set<string>(), placed, problems}
  const ofNodes: PlacedProblem[] = []
  for (const {offset, ...told} of nodeProblems(document.contents, 'rules: {missing-owner: off}'))
    if (ofNodes.length < mostProblems) ofNodes.push(at(offset, told))
  const known = new Set(ofNodes.map(({place}) => place))
  const shaped = shapedOf(document.toJS({maxAliasCount: 0}))
  const ofShape = shaped.problems.map(placed).filter(({place}) => !known.has(place))
  return {file: shaped.file, problems: [...ofNodes, ...ofShape], broken: shaped.broken, placed}
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
function offsetOf(document: Document<ParsedNode>, path: readonly PropertyKey[]): number {
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
