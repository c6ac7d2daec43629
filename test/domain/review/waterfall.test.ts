import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {parseCalendarDate} from '../../../src/domain/review/calendar-date.js'
import {type Waterfall, WaterfallSums, waterfallSteps} from '../../../src/domain/review/waterfall.js'
import {fiscalQuarterOf} from '../../../src/domain/rules/fiscal-quarter.js'

type Side = {amount: number | null; closeDate: string | null}
type Deal = {before: Side | null; now: Side | 'won' | 'lost' | 'disappeared'}

const date = (text: string | null) => (text === null ? null : parseCalendarDate(text))
const side = ({amount, closeDate}: Side) => ({amount, closeDate: date(closeDate)})

/** Of all deals, or of those to close in the quarter of a day. */
function waterfallOf(deals: readonly Deal[], quarterOf: string | null = null): Waterfall {
  const sums = new WaterfallSums(quarterOf === null ? null : fiscalQuarterOf(date(quarterOf)!, 1))
  for (const {before, now} of deals) {
    if (before === null) sums.came(side(now as Side))
    else if (typeof now === 'string') sums.left(side(before), now)
    else sums.stayed(side(before), side(now))
  }
  return sums.result()
}

const may = '2026-05-15'
const june = '2026-06-30'
const july = '2026-07-01'
const of = (amount: number | null, closeDate: string | null = may): Side => ({amount, closeDate})

describe('the waterfall', () => {
  it.each<{name: string; deals: Deal[]; quarter: string | null; steps: object; starts: number; ends: number}>(
    [
      {
        name: 'stays as it was',
        deals: [{before: of(10), now: of(10)}],
        quarter: null,
        steps: {},
        starts: 10,
        ends: 10,
      },
      {
        name: 'has a new deal',
        deals: [{before: null, now: of(10)}],
        quarter: null,
        steps: {new: 10},
        starts: 0,
        ends: 10,
      },
      {
        name: 'loses a won deal',
        deals: [{before: of(10), now: 'won'}],
        quarter: null,
        steps: {won: -10},
        starts: 10,
        ends: 0,
      },
      {
        name: 'loses a lost deal',
        deals: [{before: of(10), now: 'lost'}],
        quarter: null,
        steps: {lost: -10},
        starts: 10,
        ends: 0,
      },
      {
        name: 'loses one that is gone',
        deals: [{before: of(10), now: 'disappeared'}],
        quarter: null,
        steps: {disappeared: -10},
        starts: 10,
        ends: 0,
      },
      {
        name: 'grows',
        deals: [{before: of(10), now: of(12.5)}],
        quarter: null,
        steps: {amountUp: 2.5},
        starts: 10,
        ends: 12.5,
      },
      {
        name: 'shrinks',
        deals: [{before: of(10), now: of(null)}],
        quarter: null,
        steps: {amountDown: -10},
        starts: 10,
        ends: 0,
      },
      {
        name: 'of all deals knows no dates',
        deals: [{before: of(10, may), now: of(10, july)}],
        quarter: null,
        steps: {},
        starts: 10,
        ends: 10,
      },
      {
        name: 'of a quarter loses what is pushed out, whatever its amount is then',
        deals: [{before: of(10, june), now: of(12, july)}],
        quarter: may,
        steps: {pushedOut: -10},
        starts: 10,
        ends: 0,
      },
      {
        name: 'of a quarter gains what is pulled in, and what its amount grew by',
        deals: [{before: of(10, july), now: of(12, june)}],
        quarter: may,
        steps: {pulledIn: 10, amountUp: 2},
        starts: 0,
        ends: 12,
      },
      {
        name: 'of a quarter leaves out what was won in another one',
        deals: [{before: of(10, july), now: 'won'}],
        quarter: may,
        steps: {},
        starts: 0,
        ends: 0,
      },
      {
        name: 'of a quarter leaves out what has no date',
        deals: [{before: null, now: of(10, null)}],
        quarter: may,
        steps: {},
        starts: 0,
        ends: 0,
      },
      {
        name: 'adds cents',
        deals: [{before: of(0.1), now: of(0.3)}],
        quarter: null,
        steps: {amountUp: 0.2},
        starts: 0.1,
        ends: 0.3,
      },
    ],
  )('$name', ({deals, quarter, steps, starts, ends}) => {
    const waterfall = waterfallOf(deals, quarter)
    const moved = waterfallSteps.flatMap(step =>
      waterfall.steps[step].deals === 0 ? [] : [[step, waterfall.steps[step].amount]],
    )
    expect(Object.fromEntries(moved)).toEqual(steps)
    expect([waterfall.startedWith.amount, waterfall.endsWith.amount]).toEqual([starts, ends])
  })

  it('names the days of its quarter', () => {
    expect(waterfallOf([], may).quarter).toEqual({first: '2026-04-01', last: '2026-06-30'})
  })

  it('adds up to the cent for any two reviews', () => {
    const amount = fc.option(
      fc.integer({min: -1_000_000, max: 10_000_000_000}).map(cents => cents / 100),
      {freq: 5},
    )
    const anySide = fc.record({amount, closeDate: fc.constantFrom(null, may, june, july)})
    const anyDeal = fc.oneof(
      fc.record({before: anySide, now: anySide}),
      fc.record({before: fc.constant(null), now: anySide}),
      fc.record({
        before: anySide,
        now: fc.constantFrom('won' as const, 'lost' as const, 'disappeared' as const),
      }),
    )
    fc.assert(
      fc.property(fc.array(anyDeal, {maxLength: 200}), fc.constantFrom(null, may), (deals, quarter) => {
        const {startedWith, steps, endsWith} = waterfallOf(deals, quarter)
        const cents = (value: number) => Math.round(value * 100)
        const sum = waterfallSteps.reduce(
          (total, step) => total + cents(steps[step].amount),
          cents(startedWith.amount),
        )
        expect(sum).toBe(cents(endsWith.amount))
      }),
    )
  })
})
