import {RevschedError} from '../../domain/errors.js'

/**
 * Checks a user's own WHERE condition and writes it again from what was understood. Taken is one boolean expression of comparisons:
 *
 *   any        = one (AND | OR  one)*
 *   one        = NOT one | ( any ) | field operator value | field [NOT] IN|INCLUDES|EXCLUDES ( value, … )
 *   value      = 'text' | number | date | instant | TRUE | FALSE | NULL | TODAY | LAST_N_DAYS:30 | EUR500
 *
 * All else is refused, above all what would end the condition and begin something of its own: queries within queries, functions, ORDER BY,
 * LIMIT, comments, semicolons.
 */
export function ownCondition(text: string): string {
  const parser = new Parser(text)
  const condition = parser.any(0)
  parser.mustEnd()
  return condition
}

/** Salesforce takes 4,000 characters for one comparison, 100,000 for a query. */
const longest = 4000
const deepest = 30

type Kind = 'text' | 'word' | 'path' | 'number' | 'date' | 'literal' | 'operator' | 'sign'
type Token = {kind: Kind; text: string; at: number}

const patterns: readonly [Kind, RegExp][] = [
  ['text', /'(?:[^'\\\r\n]|\\[nNrRbBtTfF"'\\_%])*'/y],
  ['date', /\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:?\d\d))?(?![\w-])/y],
  ['number', /[+-]?\d+(?:\.\d+)?(?![\w.])/y],
  ['literal', /[A-Za-z]+(?:_[A-Za-z]+)+:\d{1,5}(?!\w)/y],
  ['path', /[A-Za-z]\w*(?:\.[A-Za-z]\w*)+/y],
  ['word', /[A-Za-z]\w*/y],
  ['operator', /<=|>=|!=|<>|=|<|>/y],
  ['sign', /[(),]/y],
]

/** Words that can be no field: they mean something else, or begin another part of a query. */
const reserved =
  /^(AND|OR|NOT|IN|LIKE|INCLUDES|EXCLUDES|SELECT|FROM|WHERE|ORDER|BY|GROUP|HAVING|LIMIT|OFFSET|WITH|FOR|UPDATE|USING|TRUE|FALSE|NULL|TYPEOF|ALL|ROWS)$/i

const plainValue =
  /^(TRUE|FALSE|NULL|[A-Z]{3}\d+|TODAY|YESTERDAY|TOMORROW|(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR|FISCAL_QUARTER|FISCAL_YEAR)|(LAST|NEXT)_90_DAYS)$/i

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string) {
    this.#text = text
    if (text.length > longest) throw this.#refused('is longer than 4,000 characters')
    this.#tokens = this.#cut()
    if (this.#tokens.length === 0) throw this.#refused('is empty')
  }

  any(depth: number): string {
    if (depth > deepest) throw this.#refused('has too many parentheses')
    const parts = [this.#one(depth)]
    let joint: string | null = null
    for (let word = this.#joint(); word !== null; word = this.#joint()) {
      if (joint !== null && word !== joint)
        throw this.#refused('mixes AND and OR, which Salesforce takes only with parentheses')
      joint = word
      this.#at++
      parts.push(this.#one(depth))
    }
    return parts.join(` ${joint} `)
  }

  mustEnd(): void {
    const rest = this.#tokens[this.#at]
    if (rest) throw this.#unexpected(rest)
  }

  #joint(): string | null {
    const token = this.#tokens[this.#at]
    return token?.kind === 'word' && /^(AND|OR)$/i.test(token.text) ? token.text.toUpperCase() : null
  }

  #one(depth: number): string {
    if (this.#isWord('NOT')) {
      this.#at++
      return `(NOT ${this.#one(depth + 1)})`
    }
    if (this.#isSign('(')) {
      this.#at++
      const within = this.any(depth + 1)
      this.#sign(')')
      return `(${within})`
    }
    return this.#comparison()
  }

  #comparison(): string {
    const field = this.#next()
    if ((field.kind !== 'word' && field.kind !== 'path') || reserved.test(field.text))
      throw this.#unexpected(field)
    const operator = this.#next()
    if (operator.kind === 'operator')
      return `${field.text} ${operator.text === '<>' ? '!=' : operator.text} ${this.#value()}`
    if (operator.kind !== 'word') throw this.#unexpected(operator)
    const word = operator.text.toUpperCase()
    if (word === 'LIKE') return `${field.text} LIKE ${this.#value()}`
    if (word === 'NOT' && this.#isWord('IN')) {
      this.#at++
      return `${field.text} NOT IN ${this.#list()}`
    }
    if (word === 'IN' || word === 'INCLUDES' || word === 'EXCLUDES')
      return `${field.text} ${word} ${this.#list()}`
    throw this.#unexpected(operator)
  }

  #list(): string {
    this.#sign('(')
    const values = [this.#value()]
    while (this.#isSign(',')) {
      this.#at++
      values.push(this.#value())
    }
    this.#sign(')')
    return `(${values.join(', ')})`
  }

  #value(): string {
    const token = this.#next()
    const {kind, text} = token
    if (kind === 'text' || kind === 'number' || kind === 'date' || kind === 'literal') return text
    if (kind === 'word' && plainValue.test(text)) return text.toUpperCase()
    throw this.#unexpected(token)
  }

  #isWord(word: string): boolean {
    const token = this.#tokens[this.#at]
    return token?.kind === 'word' && token.text.toUpperCase() === word
  }

  #isSign(sign: string): boolean {
    const token = this.#tokens[this.#at]
    return token?.kind === 'sign' && token.text === sign
  }

  #sign(sign: string): void {
    const token = this.#next()
    if (token.kind !== 'sign' || token.text !== sign) throw this.#unexpected(token)
  }

  #next(): Token {
    const token = this.#tokens[this.#at++]
    if (!token) throw this.#refused('ends too early')
    return token
  }

  #cut(): Token[] {
    const tokens: Token[] = []
    let at = 0
    while (at < this.#text.length) {
      if (/\s/.test(this.#text[at]!)) at++
      else {
        const token = tokenAt(this.#text, at)
        if (!token) throw this.#refused(`cannot be read from "${this.#text.slice(at, at + 20)}" on`)
        tokens.push(token)
        at += token.text.length
      }
    }
    return tokens
  }

  #unexpected({text}: Token): RevschedError {
    return this.#refused(`has "${text.slice(0, 40)}" where it cannot stand`)
  }

  #refused(reason: string): RevschedError {
    const shown = this.#text.length > 80 ? `${this.#text.slice(0, 80)}…` : this.#text
    return new RevschedError('usage', `the condition "${shown}" ${reason}`, {
      hint: `one condition as it stands behind WHERE, e.g. "Type = 'New Business' AND Amount > 5000"`,
    })
  }
}

function tokenAt(text: string, at: number): Token | null {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) return {kind, text: found[0], at}
  }
  return null
}
