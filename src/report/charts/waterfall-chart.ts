import type {Changes} from '../../domain/review/analysis.js'
import {compactAmount, signedAmount} from '../amounts.js'
import type {Locale} from '../intl-text.js'
import {waterfallRows} from '../waterfall-text.js'
import {barRows} from './bar-rows.js'

type WaterfallBar = {words: string; amount: number; isTotal: boolean; from: number; to: number}

/** What became of the open amount, each step beginning where the one before it ended. */
export function waterfallBars(changes: Changes): WaterfallBar[] {
  let level = 0
  return waterfallRows(changes).map(({words, all: {amount}, isTotal}) => {
    const from = isTotal ? 0 : level
    level = isTotal ? amount : level + amount
    return {words, amount, isTotal, from, to: level}
  })
}

export function waterfallChart(changes: Changes, locale: Locale): string {
  const rows = waterfallBars(changes).map(({words, amount, isTotal, from, to}) => {
    const className = isTotal ? 'bar' : amount < 0 ? 'bar down' : 'bar up'
    const shown = (isTotal ? compactAmount : signedAmount)(amount, locale)
    return {label: words, from, to, shown, className}
  })
  return barRows('Open amount since the last review', rows)
}
