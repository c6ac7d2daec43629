import type {TextNode} from '../../config/text-tree.js'
import {badChoice} from '../usage-error.js'
import {childOf, type SetupProblems} from './setup-problems.js'

/** Null for none, or one that there is not, which is noted. */
export function readKind<Kind extends string>(
  node: TextNode,
  kinds: readonly Kind[],
  problems: SetupProblems,
): Kind | null {
  const child = childOf(node, 'kind')
  const kind = kinds.find(one => one === child?.value)
  if (kind !== undefined) return kind
  const hint = `as kind: ${kinds[0]}`
  if (typeof child?.value === 'string') {
    const error = badChoice('kind', child.value, {choices: kinds, hint})
    problems.add(child.at, {message: error.message, hint: error.hint ?? hint})
  } else {
    const message = `"kind" is missing: it is one of ${kinds.join(', ')}`
    problems.add(child?.at ?? node.at, {message, hint})
  }
  return null
}
