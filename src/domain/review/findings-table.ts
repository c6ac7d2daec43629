import {type Severity, severities} from '../rules/severity.js'
import {InternedTexts} from './interned-texts.js'

/** Every finding of a review as columns, 11 bytes each; equal messages are stored once. */
export class FindingsTable {
  size = 0
  readonly messages = new InternedTexts()
  rows = new Uint32Array(1024)
  rules = new Uint16Array(1024)
  severities = new Uint8Array(1024)
  messageCodes = new Uint32Array(1024)

  add(finding: {row: number; rule: number; severity: number; message: string}): void {
    const index = this.size++
    if (index === this.rows.length) this.#grow()
    this.rows[index] = finding.row
    this.rules[index] = finding.rule
    this.severities[index] = finding.severity
    this.messageCodes[index] = this.messages.codeOf(finding.message)
  }

  severityOf(index: number): Severity {
    return severities[this.severities[index]!]!
  }

  messageOf(index: number): string {
    return this.messages.texts[this.messageCodes[index]!] ?? ''
  }

  #grow(): void {
    const length = this.size * 2
    const {rows, rules, severities, messageCodes} = this
    this.rows = new Uint32Array(length)
    this.rows.set(rows)
    this.rules = new Uint16Array(length)
    this.rules.set(rules)
    this.severities = new Uint8Array(length)
    this.severities.set(severities)
    this.messageCodes = new Uint32Array(length)
    this.messageCodes.set(messageCodes)
  }
}

/** The findings that count, by deal: those of row `r` are `order[start[r]]` to `order[start[r + 1] - 1]`. */
export type FindingsByRow = {start: Uint32Array; order: Uint32Array}

/** Groups by row, rules in their order of judging (a counting sort); `counts` leaves out skipped rules and replaced rows. */
export function groupByRow(
  findings: FindingsTable,
  deals: number,
  counts: (row: number, rule: number) => boolean,
): FindingsByRow {
  const {rows, rules, size} = findings
  const start = new Uint32Array(deals + 1)
  for (let index = 0; index < size; index++) {
    if (counts(rows[index]!, rules[index]!)) start[rows[index]! + 1]!++
  }
  for (let row = 0; row < deals; row++) start[row + 1]! += start[row]!
  const order = new Uint32Array(start[deals]!)
  // Each start is moved to its row's end and then back to where the row before it ended.
  for (let index = 0; index < size; index++) {
    const row = rows[index]!
    if (counts(row, rules[index]!)) order[start[row]!++] = index
  }
  start.copyWithin(1, 0, deals)
  start[0] = 0
  return {start, order}
}
