import {type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument} from 'yaml'
import * as z from 'zod/mini'
import {RevschedError} from '../domain/errors.js'
import {customRuleEntry} from '../domain/rules/custom/entry.js'
import {overrideWhen} from '../domain/rules/overrides.js'
import {type RulesetFile, valueAt} from '../domain/rules/ruleset.js'
import {scoreEntry} from '../domain/score/scoring.js'
import {isTooDeep, keyProblem} from './yaml-limits.js'

const settings = z.record(
  z.string(),
  z.union([z.string(), z.literal(false), z.record(z.string(), z.unknown())]),
)

/** Each is compiled, which takes a millisecond. */
const mostCustomRules = 500

/** A key whose lines are all commented out is null. The settings of rules are checked rule by rule by resolveRuleset. */
export const ruleFileShape = z.strictObject({
  extends: z.nullish(z.array(z.string())),
  rules: z.nullish(settings),
  overrides: z.nullish(z.array(z.strictObject({when: overrideWhen, rules: settings}))),
  custom: z.nullish(z.array(customRuleEntry)),
  waivers: z.nullish(
    z.array(z.strictObject({rule: z.string(), deal: z.string(), until: z.string(), reason: z.string()})),
  ),
  score: z.nullish(scoreEntry),
})

type ParsedRuleFile = {
  file: RulesetFile
  /** Line and column, as `rules.yaml:4:7`, of what is at a path; of the nearest part around it where nothing is. */
  placeOf(path: readonly PropertyKey[]): string
  /** Orders paths as what they lead to stands in the file. */
  compare(path: readonly PropertyKey[], other: readonly PropertyKey[]): number
}

/** Reads a rule file (YAML 1.2, so also JSON). Throws `config` with line and column of what is wrong. */
export function parseRuleFile(text: string, fileName: string): ParsedRuleFile {
  if (isTooDeep(text))
    throw bad(
      fileName,
      'is nested too deeply',
      'settings of rules are four levels deep; see examples/rules.yaml',
    )
  const lines = new LineCounter()
  // What the parser does for unique keys takes a minute for a map of many.
  const document = parseDocument(text, {lineCounter: lines, uniqueKeys: false, prettyErrors: false})
  const placeAt = (offset: number) => {
    const {line, col} = lines.linePos(offset)
    return `${fileName}:${line}:${col}`
  }
  const [problem] = document.errors
  if (problem)
    throw bad(placeAt(problem.pos[0]), `is not valid YAML: ${problem.message}`, 'see examples/rules.yaml')
  const wrongKey = keyProblem(document.contents)
  if (wrongKey) throw bad(placeAt(wrongKey.offset), wrongKey.problem, 'see examples/rules.yaml')
  const placeOf = (path: readonly PropertyKey[]) => placeAt(offsetOf(document, path))
  const content = toPlain(document, fileName)
  const result = ruleFileShape.safeParse(content ?? {})
  if (!result.success) throw shapeError(result.error.issues[0]!, content, {fileName, placeOf})
  if ((result.data.custom?.length ?? 0) > mostCustomRules)
    throw bad(placeOf(['custom']), `has more than ${mostCustomRules} custom rules`, 'split it into several')
  const given = Object.entries(result.data).filter(([, value]) => value !== null)
  return {
    file: Object.fromEntries(given) as RulesetFile,
    placeOf,
    compare: (path, other) => offsetOf(document, path) - offsetOf(document, other),
  }
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

function toPlain(document: ReturnType<typeof parseDocument>, fileName: string): unknown {
  try {
    // No aliases: a few lines of them can stand for gigabytes.
    return document.toJS({maxAliasCount: 0})
  } catch (error) {
    throw bad(
      fileName,
      `cannot be read: ${(error as Error).message}`,
      'write every value out; aliases are not supported',
    )
  }
}

const keys = Object.keys(ruleFileShape.shape).join(', ')

type Where = {fileName: string; placeOf(path: readonly PropertyKey[]): string}

/** Of a union, what is wrong with the form that fits best says more than that none fits. */
function shapeError(issue: z.core.$ZodIssue, content: unknown, {fileName, placeOf}: Where): RevschedError {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0]! : null
  const {path} = issue
  if (unknown !== null && path.length === 0)
    return bad(placeOf([unknown]), `has the unknown key "${unknown}"`, `allowed: ${keys}`)
  if (unknown !== null)
    return bad(
      placeOf([...path, unknown]),
      `has the unknown key "${unknown}" at "${path.join('.')}"`,
      hintFor(path),
    )
  if (path.length === 0)
    return bad(
      fileName,
      `must hold ${keys}, not ${JSON.stringify(content)?.slice(0, 60)}`,
      'see examples/rules.yaml',
    )
  const value = valueAt(content, path)
  const what =
    value === undefined
      ? `lacks "${String(path.at(-1))}" at "${path.slice(0, -1).join('.')}"`
      : `has ${JSON.stringify(value)?.slice(0, 60)} at "${path.join('.')}", which is not allowed`
  return bad(placeOf(path), what, hintFor(path))
}

function hintFor([section]: readonly PropertyKey[]): string {
  if (section === 'overrides')
    return 'as {when: {pipeline: Renewals}, rules: {single-threaded: off}}; when takes pipeline, stage, owner, minAmount, maxAmount'
  if (section === 'custom')
    return 'a custom rule takes id (as acme/no-champion), category, severity, when, violation, message, title, fix, needs, tests'
  if (section === 'waivers')
    return 'as {rule: close-date-past, deal: "0061x", until: 2027-01-31, reason: legal review}'
  if (section === 'score')
    return 'score takes points ({critical: 40, high: 25, medium: 10, low: 4, info: 0}; whole numbers of 0 to 100), portfolio (true or false) and supersede ([commit-at-risk])'
  return 'extends takes a list of presets; a rule takes off, on, a severity, or options'
}

function bad(where: string, what: string, hint: string): RevschedError {
  return new RevschedError('config', `the rule file "${where}" ${what}`, {hint})
}
