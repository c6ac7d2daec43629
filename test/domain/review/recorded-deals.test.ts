import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {unpacked} from '../../../src/domain/packed-blocks.js'
import type {DealSink} from '../../../src/domain/ports/deal-source.js'
import {type Deal, dealFields} from '../../../src/domain/review/deal.js'
import {dealsIn, WaitingDeals} from '../../../src/domain/review/recorded-columns.js'
import {RecordedDeals} from '../../../src/domain/review/recorded-deals.js'
import {decodeInput} from '../../../src/domain/review/review-input.js'
import {aDeal} from '../../support/a-deal.js'

const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, {freq: 3})
const text = orNull(
  fc.oneof(fc.string({unit: 'binary'}), fc.constantFrom('Proposal', '', '"\\\u0000', '\ud800')),
)
/** JSON knows neither the others nor a zero below zero; no source gives them. */
const number = orNull(
  fc.oneof(
    fc.double({noNaN: true, noDefaultInfinity: true}).map(value => value + 0),
    fc.integer(),
    fc.nat(60_000),
  ),
)
const wholeDays = fc.integer({min: -20_000, max: 80_000})
const instant = fc.oneof(
  fc.date({noInvalidDate: true}),
  wholeDays.map(days => new Date(days * 86_400_000)),
  wholeDays.map(days => new Date(days * 86_400_000 + 5 * 3_600_000)),
)
const flag = orNull(fc.boolean())

const anything: fc.Arbitrary<Deal> = fc.record({
  id: fc.string(),
  name: text,
  amount: number,
  currency: text,
  pipeline: text,
  stage: text,
  probability: number,
  forecastCategory: orNull(fc.constantFrom('omitted', 'pipeline', 'best-case', 'commit', 'closed')),
  owner: text,
  account: text,
  contactCount: number,
  nextStep: text,
  closeDate: orNull(wholeDays),
  createdAt: orNull(instant),
  lastStageChangeAt: orNull(instant),
  lastActivityAt: orNull(instant),
  nextActivityAt: orNull(instant),
  isOwnerActive: flag,
  isStageActive: flag,
  isCloseDateDefault: flag,
  hasOverdueTask: flag,
  nextStepChangedAt: orNull(instant),
  stageProbability: number,
  isConvertible: flag,
  contactRoles: orNull(fc.array(fc.string())),
  pushCount: orNull(fc.nat(9)),
  stageHistory: orNull(fc.array(fc.record({stage: fc.string(), at: instant}))),
  closeDateHistory: orNull(fc.array(fc.record({closeDate: orNull(wholeDays), at: instant}))),
  outcome: fc.constantFrom('open', 'won', 'lost'),
  url: text,
  custom: fc.dictionary(fc.string(), fc.string()),
})

const asked = {fields: new Set(dealFields), customFields: new Set<string>(), fiscalYear: false}
const report = {rowsRead: 2, bytesRead: 9, refusedCount: 0, refusals: [], warnings: []}
const end = {label: 'x', report, asOf: '2025-04-01T12:00:00.000Z', timeZone: 'UTC', stageOrder: null}
const source = {fields: new Set(dealFields)}

function recorder(limits?: {deals: number; bytes: number}) {
  const passed: Deal[] = []
  const sink: DealSink = {begin: () => void passed.splice(0), add: deals => void passed.push(...deals)}
  return {passed, recorded: new RecordedDeals(sink, asked, limits)}
}

function dealsOf(document: Uint8Array | null): Deal[] | null {
  return document && decodeInput(document).blocks.flatMap(block => dealsIn(unpacked(block)))
}

const some = (count: number, from = 0) => Array.from({length: count}, (_, at) => aDeal({id: `d${from + at}`}))

describe('recorded deals', () => {
  it('come back as they were, whatever their fields hold', () => {
    const deals = fc.array(anything, {minLength: 1, maxLength: 20})
    fc.assert(
      fc.property(deals, given => {
        const waiting = new WaitingDeals(20)
        for (const deal of given) waiting.add(deal)
        expect(dealsIn(JSON.parse(JSON.stringify(waiting.take())))).toEqual(given)
      }),
    )
  })

  it.each([0, 1, 1023, 1024, 1025, 2100])(
    'come back in their order, %i of them, and are passed on',
    count => {
      const {recorded, passed} = recorder()
      recorded.begin(source)
      const deals = some(count)
      for (let at = 0; at < count; at += 300) recorded.add(deals.slice(at, at + 300))
      expect(dealsOf(recorded.document(end))).toEqual(deals)
      expect(passed).toEqual(deals)
    },
  )

  it('are those after the last beginning', () => {
    const {recorded} = recorder()
    recorded.begin(source)
    recorded.add(some(1500))
    recorded.begin(source)
    recorded.add(some(2, 7))
    expect(dealsOf(recorded.document(end))).toEqual(some(2, 7))
  })

  it.each([
    {name: 'as many as may be', limits: {deals: 1500, bytes: 1e6}, kept: true},
    {name: 'one more', limits: {deals: 1499, bytes: 1e6}, kept: false},
    {name: 'too large when packed', limits: {deals: 1e6, bytes: 100}, kept: false},
  ])('are kept or not: $name', ({limits, kept}) => {
    const {recorded, passed} = recorder(limits)
    recorded.begin(source)
    recorded.add(some(1000))
    recorded.add(some(500, 1000))
    expect(recorded.document(end) !== null).toBe(kept)
    expect(passed).toHaveLength(1500)
  })

  it('are kept again when a source that was too large begins anew', () => {
    const {recorded} = recorder({deals: 3, bytes: 1e6})
    recorded.begin(source)
    recorded.add(some(4))
    recorded.begin(source)
    recorded.add(some(3))
    expect(dealsOf(recorded.document(end))).toEqual(some(3))
  })

  it('of long texts are packed before there are many', () => {
    const {recorded} = recorder()
    recorded.begin(source)
    recorded.add(some(6).map(deal => ({...deal, nextStep: 'x'.repeat(50_000)})))
    expect(decodeInput(recorded.document(end)!).blocks).toHaveLength(2)
  })
})

describe('stored deals that cannot be read', () => {
  const whole = () => {
    const {recorded} = recorder()
    recorded.begin(source)
    recorded.add(some(3))
    return Buffer.from(recorded.document(end)!)
  }

  it.each<{name: string; damage(bytes: Buffer): Buffer; why: string}>([
    {
      name: 'another mark',
      damage: bytes => Buffer.concat([Buffer.from('XXXX'), bytes.subarray(4)]),
      why: 'begin',
    },
    {
      name: 'a later version',
      damage: bytes => Buffer.concat([Buffer.from('RVI9'), bytes.subarray(4)]),
      why: 'another version',
    },
    {name: 'a part of them', damage: bytes => bytes.subarray(0, -1), why: 'cut off'},
    {name: 'the mark alone', damage: bytes => bytes.subarray(0, 4), why: 'cut off'},
    {
      name: 'a changed byte',
      damage: bytes => bytes.fill(bytes.at(-1)! ^ 1, bytes.length - 1),
      why: 'damaged',
    },
  ])('are refused: $name', ({damage, why}) => {
    expect(() => decodeInput(damage(whole()))).toThrow(why)
  })
})
