import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {Deal} from '../../../src/domain/review/deal.js'
import {nameWords, sharedWords} from '../../../src/domain/rules/name-words.js'
import {aDeal} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'

const rules = {rules: {'duplicate-deal': 'on'}} as const

/** Most of them near a limit of the rule; fewer of an account than each deal is compared with. */
const anyAlike = fc
  .array(
    fc.record({
      account: fc.constantFrom('Acme', 'Globex', null),
      name: fc.constantFrom('Acme renewal', 'Renewal', 'Renewal copy', 'Seats 1', 'Seats 2', null),
      amount: fc.constantFrom(9000, 9500, 9999.5, 10_000, 10_527, 0, null),
      closeDate: fc.constantFrom('2025-06-01', '2025-06-30', '2025-07-01', '2025-07-31', null),
      currency: fc.constantFrom('EUR', 'USD', null),
      createdAt: fc.constantFrom('2025-01-01T09:00:00Z', '2025-01-01T09:01:00Z', null),
    }),
    {maxLength: 20},
  )
  .map(deals => deals.map((deal, index) => aDeal({id: `d${index}`, ...deal})))

const foundOf = (deals: readonly Deal[]) =>
  [...aReview(deals, {rules}).deals()]
    .flatMap(({id, findings}) => findings.map(({message}) => `${id} ${message}`))
    .sort()

/** Each with each, as the page of the rule says it. */
function isPair(one: Deal, other: Deal): boolean {
  if (!isComparable(one) || !isComparable(other) || one.account !== other.account) return false
  if (one.currency !== null && other.currency !== null && one.currency !== other.currency) return false
  const [smaller, larger] = [one.amount!, other.amount!].sort((a, b) => a - b)
  const names = [one, other].map(({name, account}) => nameWords(name!, account!))
  return (
    larger! - smaller! <= 0.05 * larger! &&
    Math.abs(one.closeDate! - other.closeDate!) <= 30 &&
    sharedWords(names[0]!, names[1]!) >= 0.5
  )
}

const isComparable = ({account, name, amount, closeDate}: Deal) =>
  account !== null && name !== null && amount !== null && amount > 0 && closeDate !== null

/** All but the first of each group, by age and then id. */
function youngerOf(deals: readonly Deal[]): string[] {
  const ageOf = ({createdAt}: Deal) => createdAt?.getTime() ?? Number.POSITIVE_INFINITY
  const left = new Set([...deals].sort((a, b) => ageOf(a) - ageOf(b) || (a.id < b.id ? -1 : 1)))
  const younger: string[] = []
  for (const oldest of left) {
    const group = new Set([oldest])
    for (const member of group) for (const other of left) if (isPair(member, other)) group.add(other)
    for (const member of group) left.delete(member)
    younger.push(...[...group].slice(1).map(({id}) => id))
  }
  return younger.sort()
}

describe('pairs of any deals', () => {
  it('are those that a comparison of each deal with each finds', () => {
    fc.assert(
      fc.property(anyAlike, deals => {
        expect(foundOf(deals).map(text => text.split(' ')[0])).toEqual(youngerOf(deals))
      }),
    )
  })

  it('do not depend on the order of the deals, and neither does what is said of them', () => {
    const shuffled = anyAlike.chain(deals =>
      fc.shuffledSubarray(deals, {minLength: deals.length}).map(other => ({deals, other})),
    )
    fc.assert(
      fc.property(shuffled, ({deals, other}) => {
        expect(foundOf(other)).toEqual(foundOf(deals))
      }),
    )
  })

  it('are the same in any currency', () => {
    fc.assert(
      fc.property(anyAlike, fc.constantFrom(0.01, 7.3, 1000), (deals, rate) => {
        const converted = deals.map(deal => ({...deal, amount: deal.amount && deal.amount * rate}))
        expect(foundOf(converted)).toEqual(foundOf(deals))
      }),
    )
  })

  it('never change the health of a deal for the better when it loses its amount', () => {
    fc.assert(
      fc.property(anyAlike, fc.nat(), (deals, at) => {
        const previous = {runId: 'run-1', analysis: aReview(deals, {rules})}
        const blanked = deals.map((deal, index) =>
          index === at % deals.length ? {...deal, amount: null} : deal,
        )
        const healths = (given: readonly Deal[]) =>
          Object.fromEntries(
            [...aReview(given, {rules, previous}).deals()].map(({id, health}) => [id, health]),
          )
        expect(healths(blanked)).toEqual(healths(deals))
      }),
    )
  })
})

describe('the words that names share', () => {
  it.each([
    {one: 'Renewal', other: 'renewal!', account: 'Acme', share: 1},
    {one: 'Acme, Inc. seats', other: 'Seats', account: 'ACME Inc', share: 1},
    {one: 'Acme', other: 'Acme', account: 'Acme', share: 1},
    {one: 'Acme', other: 'Acme seats', account: 'Acme', share: 0},
    {one: 'a b c', other: 'b c d', account: '', share: 0.5},
    {one: 'seats seats seats', other: 'seats', account: '', share: 1},
    {one: 'Ｓｅａｔｓ', other: 'seats', account: '', share: 1},
    {one: 'Größe', other: 'GRÖSSE', account: '', share: 0},
    {one: '更新', other: '更新', account: '', share: 1},
    {one: 'seats 2026', other: 'seats 2026', account: '', share: 1},
    {one: 'seats 2026', other: 'seats', account: '', share: 0.5},
    {one: 'seats 2026', other: 'seats 2027', account: '', share: 0},
    {one: '', other: '', account: '', share: 0},
    {one: '- -', other: '...', account: '', share: 0},
  ])('of "$one" and "$other" are $share of all', ({one, other, account, share}) => {
    const words = [nameWords(one, account), nameWords(other, account)] as const
    expect(sharedWords(...words)).toBe(share)
    expect(sharedWords(words[1], words[0])).toBe(share)
  })

  it('are looked for in the first words of a long name alone', () => {
    const {words, numbers} = nameWords(`${'seat '.repeat(1_000_000)}7`, '')
    expect([words, numbers]).toEqual([['seat'], []])
    const many = Array.from({length: 1000}, (_, index) => String.fromCodePoint(0x4e00 + index)).join(' ')
    expect(nameWords(many, '').words).toHaveLength(30)
  })
})
