import type {ReviewedDeal} from '../domain/review/analysis.js'
import {inChunks} from './in-chunks.js'
import type {ReportInput} from './report-input.js'

const columns: readonly (readonly [string, (deal: ReviewedDeal) => string | number | null])[] = [
  ['Deal ID', deal => deal.id],
  ['Deal', deal => deal.name],
  ['Account', deal => deal.account],
  ['Owner', deal => deal.owner],
  ['Stage', deal => deal.stage],
  ['Amount', deal => deal.amount],
  ['Currency', deal => deal.currency],
  ['Probability', deal => deal.probability],
  ['Close date', deal => deal.closeDate],
  ['Health', deal => Math.round(deal.health)],
  ['Risk', deal => deal.risk],
  ['Points lost', deal => Math.round(deal.pointsLost * 1e6) / 1e6],
  ['Findings', deal => deal.findings.length],
  ['Reasons', deal => deal.findings.map(finding => finding.message).join('; ')],
  ['Link', deal => deal.url],
]

/** One row per open deal (RFC 4180, CRLF), the deal that cost most points first. */
export function csvReport({analysis}: Pick<ReportInput, 'analysis'>): Iterable<string> {
  return inChunks(rows(analysis.deals()))
}

function* rows(deals: Iterable<ReviewedDeal>): Iterable<string> {
  yield `${columns.map(([title]) => title).join(',')}\r\n`
  for (const deal of deals) yield `${columns.map(([, value]) => cell(value(deal))).join(',')}\r\n`
}

/** Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers. */
function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = value.replaceAll('\u0000', '')
  const safe = /^[\s\u00a0\ufeff]*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}
