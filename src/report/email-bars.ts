import type {ReviewSummary} from '../domain/review/analysis.js'
import {waterfallBars} from './charts/waterfall-chart.js'
import type {DigestPart} from './digest.js'
import {light} from './email-style.js'

/** Where a bar begins and ends on its scale, in whole percent. */
export type MailBar = {from: number; to: number; color: string}

type Table = Extract<DigestPart, {kind: 'table'}>

/** A bar for each row of a table that has something to compare; none for the others. */
export function mailBars(part: Table, {changes}: Pick<ReviewSummary, 'changes'>): MailBar[] {
  if (part.section === 'waterfall') return changes ? stepBars(changes) : []
  const points = part.columns.findIndex(({name}) => name === 'Points')
  const severity = part.columns.findIndex(({name}) => name === 'Severity')
  if (points < 0) return []
  return onScale(
    part.rows.map(row => ({
      from: 0,
      to: row[points]!.value ?? Number(row[points]!.text),
      color: colorOf(row[severity]?.text),
    })),
  )
}

function stepBars(changes: Parameters<typeof waterfallBars>[0]): MailBar[] {
  return onScale(
    waterfallBars(changes).map(({from, to, isTotal, amount}) => ({
      from: Math.min(from, to),
      to: Math.max(from, to),
      color: isTotal ? light.bar : amount < 0 ? light.down : light.up,
    })),
  )
}

function colorOf(severity: string | undefined): string {
  if (severity === 'critical') return light.down
  return severity === 'high' ? light.milder : light.bar
}

/** Whole percent of what lies between 0 or less and the largest. What is there is seen, however small. */
function onScale(bars: readonly MailBar[]): MailBar[] {
  const least = Math.min(0, ...bars.map(({from}) => from))
  const most = Math.max(0, ...bars.map(({to}) => to))
  if (!(most > least)) return []
  const percent = (value: number) => Math.round((100 * (value - least)) / (most - least))
  return bars.map(({from, to, color}) => {
    const start = Math.min(99, percent(from))
    return {from: start, to: to > from ? Math.max(start + 1, percent(to)) : start, color}
  })
}
