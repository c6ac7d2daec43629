import {isMap, isNode, isScalar, isSeq, type ParsedNode} from 'yaml'
import {mostProblems} from '../domain/rules/rule-file-problems.js'
import {boundedYaml, type PlacedProblem, type Told} from './bounded-yaml.js'
import {nodeProblems} from './yaml-limits.js'

/** What stands in a YAML file: texts as they are written (`1.0`, `yes`), lists, maps; null where nothing, `~` or `null` does. */
export type TextNode = {
  /** Where its key begins, or in a list the value. */
  at: number
  value: null | string | readonly TextNode[] | ReadonlyMap<string, TextNode>
}

type TextTree = {
  /** Null where there are problems. */
  root: TextNode | null
  problems: readonly PlacedProblem[]
  placed(at: number, told: Told): PlacedProblem
}

/** The hints tell what such a file looks like. */
type Reading = {fileName: string; hints: {badYaml: string; tooDeep: string}; keyExample: string}

/** Reads YAML of which every value is a text, as flags are: no tags, no aliases, no key twice. */
export function textTree(text: string, {fileName, hints, keyExample}: Reading): TextTree {
  const {document, problems, at} = boundedYaml(text, {fileName, schema: 'failsafe', hints})
  if (document === null) return {root: null, problems, placed: at}
  const found: PlacedProblem[] = []
  const note = (offset: number, told: Told) => {
    if (found.length < mostProblems) found.push(at(offset, told))
  }
  for (const {offset, ...told} of nodeProblems(document.contents, keyExample)) note(offset, told)
  const root = treeOf(document.contents, 0, node =>
    note(node.range[0], {message: `the tag "${node.tag}" is not taken`, hint: 'write the value without it'}),
  )
  return {root: found.length > 0 ? null : root, problems: found, placed: at}
}

function treeOf(node: ParsedNode | null, at: number, refuseTag: (node: ParsedNode) => void): TextNode {
  if (node === null) return {at, value: null}
  if (node.tag !== undefined) refuseTag(node)
  if (isMap(node)) {
    const entries = node.items.map(({key, value}) => {
      const place = key.range[0]
      return [String(isScalar(key) ? key.value : key), treeOf(value, place, refuseTag)] as const
    })
    return {at, value: new Map(entries)}
  }
  if (isSeq(node)) return {at, value: node.items.map(item => treeOf(item, placeOf(item) ?? at, refuseTag))}
  return {at, value: isScalar(node) ? textOf(node) : null}
}

/** In a list of maps, an item is the pair itself. */
function placeOf(item: unknown): number | undefined {
  return isNode(item) ? item.range?.[0] : undefined
}

/** Nothing, where it is not in quotes. */
function textOf({value, type}: {value: unknown; type?: string | null}): string | null {
  const text = typeof value === 'string' ? value : null
  return type === 'PLAIN' && (text === '' || text === '~' || text === 'null') ? null : text
}
