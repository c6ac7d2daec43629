import {type ASTNode, Environment, EvaluationError, type ParseResult, serialize} from '@marcbachmann/cel-js'
import type {Failed} from '../rule.js'
import {celFields, celTypes} from './deal-view.js'

/** Far more than a person writes; each evaluation is bounded by them. */
const limits = {maxAstNodes: 500, maxDepth: 40, maxListElements: 100, maxMapEntries: 20, maxCallArguments: 10}

/** They visit each element of a list: one inside another multiplies. */
const loops = ['all', 'exists', 'exists_one', 'map', 'filter']

const options = {unlistedVariablesAreDyn: false, limits}

/** Knows the fields of a deal, so that a misspelt one is found when a file is read. */
const typed = new Environment(options)
for (const [name, fields] of Object.entries(celTypes)) typed.registerType(name, {fields: {...fields}})
typed.registerVariable({name: 'deal', schema: {...celFields}})

/** Takes deals as they are, which is faster. */
const untyped = new Environment(options).registerVariable('deal', 'map')

/** What is wrong with an expression, and from which to which character of it. */
export class BadExpression extends Error {
  readonly start: number
  readonly end: number

  constructor(message: string, {start, end}: {start: number; end: number}) {
    super(message)
    this.start = start
    this.end = end
  }
}

/** A custom field as an expression reads it, but for one that is made a number already. */
const customField = /(?<!double\()deal\.custom(?:\.\w+|\[(["'])[^"'\]]*\1\])/g

/** Equality is not between it and a number that has a point. */
const wholeNumber = /(?<![\w."'])\d+(?![\w."'])/g

/** What to write in place of a part that takes custom fields, which are text, for numbers; null for any other part. */
export function withNumbers(part: string): string | null {
  const written = part.replace(customField, 'double($&)')
  if (written === part) return null
  const forms = [written, written.replace(wholeNumber, '$&.0')]
  return forms.find(form => typed.check(form).valid) ?? null
}

export type Expression = {
  /** Null where a field that the deal does not have decides. */
  evaluate(deal: Readonly<Record<string, unknown>>): boolean | null | Failed
  /** Fields that are read without asking first whether they are there (`has`). */
  fields: ReadonlySet<string>
  /** Those that it asks for with `has`. */
  asked: ReadonlySet<string>
  /** Custom fields that it names, whether it reads them or asks for them. */
  custom: ReadonlySet<string>
}

/** Parses and type-checks an expression in CEL that is true or false of a deal. Throws `BadExpression`. */
export function celExpression(text: string): Expression {
  const {valid, type, error} = typed.check(text)
  if (!valid) {
    const {range = {start: 0, end: text.length}} = error ?? {}
    throw new BadExpression(error && 'summary' in error ? error.summary : 'it cannot be read', range)
  }
  if (type !== 'bool')
    throw new BadExpression(`it is ${type}, not true or false`, {start: 0, end: text.length})
  const {ast} = untyped.parse(text)
  const fields = new Set<string>()
  const asked = new Set<string>()
  const custom = new Set<string>()
  visit(ast, {fields, asked, custom, isInLoop: false})
  return {fields, asked, custom, evaluate: compiled(ast)}
}

type View = Readonly<Record<string, unknown>>
type Evaluate = Expression['evaluate']

/**
 * What is combined by and, or and not is evaluated part by part, by the rules of CEL: what a part cannot tell does not matter where
 * the others decide. A part without the values that it reads is not evaluated at all: its error would take ten times as long.
 */
function compiled(node: ASTNode): Evaluate {
  if (node.op === '&&') return wholeOr(node, combined(node.args.map(compiled), {decides: false}))
  if (node.op === '||') return wholeOr(node, combined(node.args.map(compiled), {decides: true}))
  if (node.op === '!_') return negated(compiled(node.args))
  const asked = askedFor(node)
  if (asked) return deal => isThere(deal, asked)
  const program = untyped.parse(serialize(node))
  const needed = isPlain(node) ? pathsIn(node) : []
  return deal => (areThere(deal, needed) ? evaluated(program, deal) : null)
}

/** At once for a deal that has all that is read; else part by part. */
function wholeOr(node: ASTNode, parts: Evaluate): Evaluate {
  if (!childrenOf(node).every(isPlain)) return parts
  const program = untyped.parse(serialize(node))
  const needed = pathsIn(node)
  return deal => (areThere(deal, needed) ? evaluated(program, deal) : parts(deal))
}

function negated(inner: Evaluate): Evaluate {
  return deal => {
    const result = inner(deal)
    return typeof result === 'boolean' ? !result : result
  }
}

/** What `has(deal.amount)` asks for; null for anything else. */
function askedFor(node: ASTNode): Path | null {
  if (node.op !== 'call' || node.args[0] !== 'has') return null
  const [asked] = node.args[1]
  return asked ? (pathsIn(asked)[0] ?? null) : null
}

/** `decides` is the result that no other part can change. */
function combined(parts: readonly Evaluate[], {decides}: {decides: boolean}): Evaluate {
  return deal => {
    let result: ReturnType<Evaluate> = !decides
    for (const part of parts) {
      const one = part(deal)
      if (one === decides) return decides
      if (one !== !decides && !isFailed(result)) result = one
    }
    return result
  }
}

/** Whether all that it reads is needed to evaluate it. */
function isPlain(node: ASTNode): boolean {
  if (node.op === '&&' || node.op === '||' || node.op === '?:') return false
  if (node.op === 'call' && node.args[0] === 'has') return false
  if (node.op === 'rcall' && loops.includes(node.args[0])) return false
  return childrenOf(node).every(isPlain)
}

type Path = readonly [field: string, custom: string | null]

function pathsIn(node: ASTNode): Path[] {
  if (node.op !== '.') return childrenOf(node).flatMap(pathsIn)
  const [parent, name] = node.args
  if (isDeal(parent)) return [[name, null]]
  return isCustom(parent) ? [['custom', name]] : pathsIn(parent)
}

function areThere(deal: View, paths: readonly Path[]): boolean {
  for (const path of paths) if (!isThere(deal, path)) return false
  return true
}

function isThere(deal: View, [field, custom]: Path): boolean {
  const value = deal[field]
  return custom === null ? value !== undefined : Object.hasOwn(Object(value), custom)
}

function isFailed(result: ReturnType<Evaluate>): result is Failed {
  return typeof result === 'object' && result !== null
}

function evaluated(program: ParseResult, deal: View): ReturnType<Evaluate> {
  const {stackTraceLimit} = Error
  // Of what is told by an error after all, the stack would take most of the time.
  Error.stackTraceLimit = 0
  try {
    return program({deal}) === true
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    return error.code === 'no_such_key' ? null : {failed: error.summary}
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

type Visit = {fields: Set<string>; asked: Set<string>; custom: Set<string>; isInLoop: boolean}

/** Collects the fields of `deal`, and refuses what could take for ever. */
function visit(node: ASTNode, {fields, asked, custom, isInLoop}: Visit): void {
  const named = customIn(node)
  if (named !== null) custom.add(named)
  if (node.op === '.' && isDeal(node.args[0])) {
    fields.add(node.args[1])
    return
  }
  if (node.op === 'call' && node.args[0] === 'has') {
    for (const [field, ofCustom] of pathsIn(node)) {
      asked.add(field)
      if (ofCustom !== null) custom.add(ofCustom)
    }
    return
  }
  const called = node.op === 'call' || node.op === 'rcall' ? node.args[0] : null
  if (called === 'matches')
    throw new BadExpression(
      'regular expressions are not taken, as some of them take for ever: use contains, startsWith or endsWith',
      node,
    )
  const isLoop = called !== null && loops.includes(called)
  if (isLoop && isInLoop) throw new BadExpression(`"${called}" within another loop is not taken`, node)
  for (const child of childrenOf(node)) visit(child, {fields, asked, custom, isInLoop: isInLoop || isLoop})
}

/** `Region__c` of `deal.custom.Region__c`, `deal.custom["Region__c"]` and `"Region__c" in deal.custom`; null for anything else. */
function customIn({op, args}: ASTNode): string | null {
  if (op === '.') return isCustom(args[0]) ? args[1] : null
  if (op === '[]') return isCustom(args[0]) ? textIn(args[1]) : null
  return op === 'in' && isCustom(args[1]) ? textIn(args[0]) : null
}

function isCustom({op, args}: ASTNode): boolean {
  return op === '.' && isDeal(args[0]) && args[1] === 'custom'
}

function textIn({op, args}: ASTNode): string | null {
  return op === 'value' && typeof args === 'string' ? args : null
}

function isDeal(node: ASTNode): boolean {
  return node.op === 'id' && node.args === 'deal'
}

/** Arguments are nodes, lists of them, or plain values. */
function childrenOf({args}: ASTNode): ASTNode[] {
  return [args]
    .flat(3)
    .filter((arg): arg is ASTNode => typeof arg === 'object' && arg !== null && 'op' in arg)
}
