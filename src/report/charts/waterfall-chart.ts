import type {Changes} from '../../domain/review/analysis.js'
import {compactAmount, signedAmount} from '../amounts.js'
import {waterfallRows} from '../waterfall-text.js'
import {barRows} from './bar-rows.js'

/** What became of the open amount, each step beginning where the one before it ended. */
export function waterfallChart(changes: Changes, locale: string): string {
  let level = 0
  const rows = waterfallRows(changes).map(({words, all: {amount}, isTotal}) => {
    const from = isTotal ? 0 : level
    level = isTotal ? amount : level + amount
    const className = isTotal ? 'bar' : amount < 0 ? 'bar down' : 'bar up'
    const shown = (isTotal ? compactAmount : signedAmount)(amount, locale)
    return {label: words, from, to: level, shown, className}
  })
  return barRows('Open amount since the last review', rows)
}
