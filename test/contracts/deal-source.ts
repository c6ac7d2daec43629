import {describe, expect, it} from 'vitest'
import {RevschedError} from '../../src/domain/errors.js'
import type {DealSource, SourceProgress} from '../../src/domain/ports/deal-source.js'
import {type Deal, dealFields} from '../../src/domain/review/deal.js'
import {ListSink, readSource} from '../support/read-file.js'

/**
 * What a source under test holds:
 * `some` - five deals and one record that cannot be read as a deal, in one go;
 * `many` - 20,000 deals, delivered in more than one `add`;
 * `none` - no deals, and it says so;
 * `cut` - the deals of `many`, of which the source cannot show that they are all;
 * `restarting` - `many`, but a late one makes the source start over.
 */
export type SourceContent = 'some' | 'many' | 'none' | 'cut' | 'restarting'

export type SourceUnderTest = {
  source: DealSource
  /** Files and connections that the source holds open at this moment. */
  openHandles(): number
  remove(): Promise<void>
}

/** Every DealSource must pass. */
export function dealSourceContract(
  name: string,
  makeSource: (content: SourceContent) => Promise<SourceUnderTest>,
): void {
  const using = (content: SourceContent, check: (made: SourceUnderTest) => Promise<void>) => async () => {
    const made = await makeSource(content)
    try {
      await check(made)
      expect(made.openHandles()).toBe(0)
    } finally {
      await made.remove()
    }
  }

  describe(`${name} is a deal source`, () => {
    describe('a whole read', () => wholeReads(using))
    describe('a read that does not come to its end', () => brokenReads(using))
    describe('a read that starts over', () => restarts(using))
  })
}

type Using = (content: SourceContent, check: (made: SourceUnderTest) => Promise<void>) => () => Promise<void>

function wholeReads(using: Using): void {
  it(
    'begins once, before the first deal, and names the fields it has',
    using('some', async ({source}) => {
      const {begins, fields, deals} = await readSource(source)
      expect(begins).toBe(1)
      expect(deals).toHaveLength(5)
      expect(fields.size).toBeGreaterThan(0)
      expect([...fields].filter(field => !dealFields.includes(field))).toEqual([])
    }),
  )

  it(
    'leaves a field that it does not have empty in every deal',
    using('some', async ({source}) => {
      const {fields, deals} = await readSource(source)
      const absent = dealFields.filter(field => !fields.has(field))
      expect(deals.flatMap(deal => absent.filter(field => deal[field] !== null))).toEqual([])
    }),
  )

  it(
    'counts and shows what it refused',
    using('some', async ({source}) => {
      const {deals, report} = await readSource(source)
      expect(report).toMatchObject({rowsRead: 6, refusedCount: 1})
      expect(report.rowsRead).toBe(deals.length + report.refusedCount)
      expect(report.refusals).toHaveLength(1)
      expect(report.refusals[0]!.reason).not.toBe('')
      expect(report.refusals[0]!.row).toBeGreaterThan(0)
    }),
  )

  it(
    'gives the same when it is read again',
    using('some', async ({source}) => {
      const first = await readSource(source)
      expect(await readSource(source)).toEqual(first)
    }),
  )

  it(
    'is read twice at a time',
    using('many', async ({source}) => {
      const [first, second] = await Promise.all([readSource(source), readSource(source)])
      expect(first.deals).toHaveLength(20_000)
      expect(second.report).toEqual(first.report)
      expect(idsOf(second.deals)).toEqual(idsOf(first.deals))
    }),
  )

  it(
    'of no deals begins, too',
    using('none', async ({source}) => {
      const {begins, deals, report} = await readSource(source)
      expect({begins, deals, rowsRead: report.rowsRead}).toEqual({begins: 1, deals: [], rowsRead: 0})
    }),
  )

  it(
    'streams: deals are delivered in several batches, while others are still to come',
    using('many', async ({source}) => {
      const sink = new BatchSink()
      const report = await source.read(sink, {customFields: [], signal: new AbortController().signal})
      const batches = sink.sizes.filter(size => size > 0)
      expect(batches.length).toBeGreaterThan(1)
      expect(Math.max(...batches)).toBeLessThan(10_000)
      expect(report.rowsRead).toBe(20_000)
      expect(new Set(idsOf(sink.deals)).size).toBe(20_000)
    }),
  )

  it(
    'tells how far it is, never backwards, up to the end',
    using('many', async ({source}) => {
      const steps: SourceProgress[] = []
      const {report} = await readSource(source, {onProgress: step => steps.push(step)})
      const rows = steps.map(step => step.rowsRead)
      const bytes = steps.map(step => step.bytesRead)
      expect(rows).toEqual(rows.toSorted((a, b) => a - b))
      expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
      expect(steps.at(-1)).toMatchObject({rowsRead: report.rowsRead, bytesRead: report.bytesRead})
      expect(steps.filter(step => step.bytesTotal !== null && step.bytesRead > step.bytesTotal)).toEqual([])
    }),
  )
}

function brokenReads(using: Using): void {
  it(
    'throws source-failed and returns no report when it cannot show that it is whole',
    using('cut', async ({source}) => {
      const error = await errorOf(readSource(source))
      expect(error).toBeInstanceOf(RevschedError)
      expect(error).toMatchObject({code: 'source-failed'})
    }),
  )

  it(
    'delivers nothing when it was aborted before',
    using('many', async ({source}) => {
      const sink = new ListSink()
      const error = await errorOf(source.read(sink, {customFields: [], signal: AbortSignal.abort()}))
      expect(isAbort(error)).toBe(true)
      expect(sink.deals).toEqual([])
    }),
  )

  it(
    'ends with the reason when it is aborted on the way',
    using('many', async ({source}) => {
      const abort = new AbortController()
      const reason = new RevschedError('interrupted', 'stopped by the test')
      const sink = new BatchSink(() => abort.abort(reason))
      const error = await errorOf(source.read(sink, {customFields: [], signal: abort.signal}))
      expect(error).toBe(reason)
      expect(sink.deals.length).toBeGreaterThan(0)
      expect(sink.deals.length).toBeLessThan(20_000)
    }),
  )

  it(
    'ends with the error of its sink',
    using('many', async ({source}) => {
      const broken = new Error('the sink is full')
      const sink = new BatchSink(() => {
        throw broken
      })
      expect(await errorOf(source.read(sink, {customFields: [], signal: new AbortController().signal}))).toBe(
        broken,
      )
    }),
  )
}

function restarts(using: Using): void {
  it(
    'begins again, and what was added before is not part of it',
    using('restarting', async ({source}) => {
      const {begins, deals, report} = await readSource(source)
      expect(begins).toBe(2)
      expect(deals).toHaveLength(20_000)
      expect(new Set(idsOf(deals)).size).toBe(20_000)
      expect(report.rowsRead).toBe(20_000)
    }),
  )
}

/** Keeps the size of each batch; `onFirst` is called when deals come for the first time. */
class BatchSink extends ListSink {
  readonly sizes: number[] = []
  readonly #onFirst: () => void

  constructor(onFirst: () => void = () => undefined) {
    super()
    this.#onFirst = onFirst
  }

  override add(deals: readonly Deal[]): void {
    const isFirst = this.deals.length === 0 && deals.length > 0
    this.sizes.push(deals.length)
    super.add(deals)
    if (isFirst) this.#onFirst()
  }
}

const idsOf = (deals: readonly Deal[]) => deals.map(({id}) => id)

function isAbort(error: unknown): boolean {
  return error instanceof RevschedError || (error instanceof Error && error.name === 'AbortError')
}

function errorOf(read: Promise<unknown>): Promise<unknown> {
  return read.then(
    () => new Error('it was read to its end'),
    (error: unknown) => error,
  )
}
