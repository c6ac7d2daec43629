import {type ASTNode, Environment, EvaluationError, type ParseResult} from '@marcbachmann/cel-js'
import {celFields} from './deal-view.js'

/** Far more than a person writes; each evaluation is bounded by them. */
const limits = {maxAstNodes: 500, maxDepth: 40, maxListElements: 100, maxMapEntries: 20, maxCallArguments: 10}

/** They visit each element of a list: one inside another multiplies. */
const loops = ['all', 'exists', 'exists_one', 'map', 'filter']

const options = {unlistedVariablesAreDyn: false, limits}

/** Knows the fields of a deal, so that a misspelt one is found when a file is read. */
const typed = new Environment(options).registerVariable({name: 'deal', schema: {...celFields}})

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

export type Expression = {
  /** Null where a field that the deal does not have decides. */
  evaluate(deal: Readonly<Record<string, unknown>>): boolean | null
  /** Fields that are read without asking first whether they are there (`has`). */
  fields: ReadonlySet<string>
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
  const program = untyped.parse(text)
  const fields = new Set<string>()
  visit(program.ast, {fields, isInLoop: false})
  return {fields, evaluate: deal => evaluated(program, deal)}
}

function evaluated(program: ParseResult, deal: Readonly<Record<string, unknown>>): boolean | null {
  const {stackTraceLimit} = Error
  // A deal without a value is told by an error, whose stack would take ten times as long as all else.
  Error.stackTraceLimit = 0
  try {
    return program({deal}) === true
  } catch (error) {
    // Also a division by zero and the like: of such a deal, the rule cannot tell.
    if (error instanceof EvaluationError) return null
    throw error
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

type Visit = {fields: Set<string>; isInLoop: boolean}

/** Collects the fields of `deal`, and refuses what could take for ever. */
function visit(node: ASTNode, {fields, isInLoop}: Visit): void {
  if (node.op === '.' && isDeal(node.args[0])) {
    fields.add(node.args[1])
    return
  }
  if (node.op === 'call' && node.args[0] === 'has') return
  const called = node.op === 'call' || node.op === 'rcall' ? node.args[0] : null
  if (called === 'matches')
    throw new BadExpression(
      'regular expressions are not taken, as some of them take for ever: use contains, startsWith or endsWith',
      node,
    )
  const isLoop = called !== null && loops.includes(called)
  if (isLoop && isInLoop) throw new BadExpression(`"${called}" within another loop is not taken`, node)
  for (const child of childrenOf(node)) visit(child, {fields, isInLoop: isInLoop || isLoop})
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
