import {type FiscalQuarter, fiscalQuarterOf} from '../rules/fiscal-quarter.js'
import {type CalendarDate, formatCalendarDate} from './calendar-date.js'
import {centsOf} from './cents.js'

/** The steps of a waterfall, in the order in which they are shown; what takes away is negative. */
export const waterfallSteps = [
  'new',
  'pulledIn',
  'amountUp',
  'amountDown',
  'pushedOut',
  'won',
  'lost',
  'disappeared',
] as const

export type WaterfallStep = (typeof waterfallSteps)[number]

export type Step = {deals: number; amount: number}

/**
 * What became of the amount that was open at the last review. Of a quarter, only what is to close in it counts. What it started
 * with and the steps add up to what it ends with, to the cent: so deals that left take away what they had at the last review.
 */
export type Waterfall = {
  /** First and last day; null for all open deals. */
  quarter: {first: string; last: string} | null
  startedWith: Step
  steps: Readonly<Record<WaterfallStep, Step>>
  endsWith: Step
}

/** Of all open deals, and of those of the fiscal quarter of a day. */
export class Waterfalls {
  readonly #all = new WaterfallSums(null)
  readonly #quarter: WaterfallSums

  constructor(today: CalendarDate, fiscalYearStartMonth: number) {
    this.#quarter = new WaterfallSums(fiscalQuarterOf(today, fiscalYearStartMonth))
  }

  stayed(before: Side, now: Side): void {
    this.#all.stayed(before, now)
    this.#quarter.stayed(before, now)
  }

  came(now: Side): void {
    this.#all.came(now)
    this.#quarter.came(now)
  }

  left(before: Side, how: 'won' | 'lost' | 'disappeared'): void {
    this.#all.left(before, how)
    this.#quarter.left(before, how)
  }

  results(): {all: Waterfall; quarter: Waterfall} {
    return {all: this.#all.result(), quarter: this.#quarter.result()}
  }
}

type Side = {amount: number | null; closeDate: CalendarDate | null}

export class WaterfallSums {
  readonly #quarter: FiscalQuarter | null
  readonly #started = {deals: 0, cents: 0}
  readonly #ended = {deals: 0, cents: 0}
  readonly #steps = Object.fromEntries(waterfallSteps.map(step => [step, {deals: 0, cents: 0}])) as Record<
    WaterfallStep,
    {deals: number; cents: number}
  >

  constructor(quarter: FiscalQuarter | null) {
    this.#quarter = quarter
  }

  /** A deal that was open at the last review and is open now. */
  stayed(before: Side, now: Side): void {
    const [was, is] = [this.#counts(before), this.#counts(now)]
    const [earlier, later] = [centsOf(before.amount), centsOf(now.amount)]
    if (was) add(this.#started, earlier)
    if (is) add(this.#ended, later)
    if (was && !is) add(this.#steps.pushedOut, -earlier)
    if (!was && is) add(this.#steps.pulledIn, earlier)
    if (is && later > earlier) add(this.#steps.amountUp, later - earlier)
    if (is && later < earlier) add(this.#steps.amountDown, later - earlier)
  }

  came(now: Side): void {
    if (!this.#counts(now)) return
    const cents = centsOf(now.amount)
    add(this.#ended, cents)
    add(this.#steps.new, cents)
  }

  left(before: Side, how: 'won' | 'lost' | 'disappeared'): void {
    if (!this.#counts(before)) return
    const cents = centsOf(before.amount)
    add(this.#started, cents)
    add(this.#steps[how], -cents)
  }

  result(): Waterfall {
    const quarter = this.#quarter
    return {
      quarter: quarter && {first: formatCalendarDate(quarter.first), last: formatCalendarDate(quarter.last)},
      startedWith: stepOf(this.#started),
      steps: Object.fromEntries(
        waterfallSteps.map(step => [step, stepOf(this.#steps[step])]),
      ) as Waterfall['steps'],
      endsWith: stepOf(this.#ended),
    }
  }

  #counts({closeDate}: Side): boolean {
    const quarter = this.#quarter
    if (quarter === null) return true
    return closeDate !== null && closeDate >= quarter.first && closeDate <= quarter.last
  }
}

function add(sum: {deals: number; cents: number}, cents: number): void {
  sum.deals++
  sum.cents += cents
}

function stepOf({deals, cents}: {deals: number; cents: number}): Step {
  return {deals, amount: cents / 100}
}
