import {beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import type {DueDecision, LedgerEntry, OpenRun} from '../../src/domain/schedule/decide-due.js'
import type {ScheduledReview} from '../../src/domain/scheduled-review.js'
import {
  aDecision,
  at,
  claim,
  countedIds,
  decide,
  enqueued,
  queuedAt,
  withReviews,
} from '../support/a-queue.js'
import {aNewRun, storedAt, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()
const {inFile} = place
let database: Database

beforeEach(async () => {
  database = await place.openNew()
})

const range = (from: number, until: number, count: number, reason = 'off'): LedgerEntry => ({
  kind: 'missed-range',
  at: at(from),
  until: at(until),
  count,
  reason,
  words: 'nothing ran',
})

describe('an occurrence that is due', () => {
  it('gets one row in the state decided, and the review its new cursor without a new revision', async () => {
    const {user, review} = await withReview(database)
    const seen: [ScheduledReview, readonly OpenRun[]][] = []
    const decision = aDecision([
      {kind: 'missed', at: at(10), reason: 'too-late', words: 'nothing ran at that time'},
      {kind: 'skipped', at: at(20), reason: 'overlap', words: 'the last run still ran'},
      queuedAt(at(30), at(45)),
    ])
    const report = await database.decideDue({
      now: at(60),
      limit: 10,
      newId: countedIds(),
      decide(given, openRuns) {
        seen.push([given, openRuns])
        return decision
      },
    })
    expect(report).toEqual({queued: 1, missed: 1, skipped: 1, quarantined: [], nextDueAt: at(3600)})
    expect(seen).toEqual([[review, []]])
    const runs = await database.listRuns({userId: user.id})
    const common = {
      scheduledReviewId: review.id,
      reviewName: 'weekly',
      createdAt: at(60),
      trigger: 'schedule',
    }
    expect(runs.reverse()).toEqual([
      expect.objectContaining({
        ...common,
        id: 'run-1',
        status: 'missed',
        scheduledFor: at(10),
        completedAt: at(60),
        errorCode: 'too-late',
        errorMessage: 'nothing ran at that time',
        queuedAt: null,
      }),
      expect.objectContaining({...common, id: 'run-2', status: 'skipped', errorCode: 'overlap'}),
      expect.objectContaining({
        ...common,
        id: 'run-3',
        status: 'queued',
        priority: 0,
        scheduledFor: at(30),
        queuedAt: at(45),
        completedAt: null,
        errorCode: null,
      }),
    ])
    const [listed] = await database.listReviews(user.id)
    expect(listed).toMatchObject({cursor: at(60), nextRunAt: at(3600), updatedAt: review.updatedAt})
  })

  it('has one row when it is decided twice, by two daemons at once or after a step back', async () => {
    const {user} = await withReview(database)
    const other = await place.open()
    const decision = aDecision([queuedAt(at(30))])
    const [one, two] = await Promise.all([
      decide(database, decision, {newId: countedIds('one')}),
      decide(other, decision, {newId: countedIds('two')}),
    ])
    expect(one.queued + two.queued).toBe(1)
    inFile(`UPDATE scheduled_reviews SET cursor = NULL, next_run_at = ${storedAt.getTime()}`)
    expect(await decide(other, decision, {newId: countedIds('three')})).toMatchObject({queued: 0})
    expect(await database.countRuns({userId: user.id})).toBe(1)
  })

  it('is decided up to the limit of reviews, the one that waits longest first', async () => {
    const {reviews} = await withReviews(database, 3)
    for (const [index, review] of reviews.entries())
      inFile(
        `UPDATE scheduled_reviews SET next_run_at = ${at(30 - index).getTime()} WHERE id = '${review.id}'`,
      )
    const asked: string[] = []
    const report = await database.decideDue({
      now: at(60),
      limit: 2,
      newId: countedIds(),
      decide(review) {
        asked.push(review.name)
        return aDecision([])
      },
    })
    expect(asked).toEqual(['weekly 2', 'weekly 1'])
    expect(report.nextDueAt).toEqual(at(30))
  })

  it('is not decided for a review that is paused or due later; then nothing is due at all', async () => {
    await withReview(database)
    const never = () => expect.unreachable('it is not due')
    const before = {now: at(-1), limit: 10, newId: countedIds(), decide: never}
    expect(await database.decideDue(before)).toMatchObject({nextDueAt: storedAt})
    inFile('UPDATE scheduled_reviews SET is_active = 0')
    expect(await database.decideDue({...before, now: at(60)})).toMatchObject({nextDueAt: null})
  })

  it('is decided knowing the open runs of its review; those to be cancelled are', async () => {
    const {user, review} = await withReview(database)
    await enqueued(database, review, {id: 'run-a'})
    await claim(database)
    await enqueued(database, review, {id: 'run-b'})
    let open: readonly OpenRun[] = []
    await database.decideDue({
      now: at(60),
      limit: 10,
      newId: countedIds(),
      decide(_, openRuns) {
        open = openRuns
        return aDecision([], {cancelRunIds: ['run-a', 'run-b']})
      },
    })
    expect(open).toEqual([
      {id: 'run-a', status: 'running', scheduledFor: null, startedAt: at(100)},
      {id: 'run-b', status: 'queued', scheduledFor: null, startedAt: null},
    ])
    const [second, first] = await database.listRuns({userId: user.id})
    expect(first).toMatchObject({status: 'running', cancelRequestedAt: at(60), errorCode: 'cancel-previous'})
    expect(second).toMatchObject({status: 'cancelled', completedAt: at(60), errorCode: 'cancel-previous'})
  })

  it('of a review that is being edited moves the cursor on, which the edit does not take back', async () => {
    const {user, review} = await withReview(database)
    await decide(database, aDecision([queuedAt(at(30))]))
    const run = await database.startRun(aNewRun(user.id, 'aaaa1111-1', null), () => true)
    expect(run.status).toBe('running')
    inFile(`UPDATE scheduled_reviews SET last_run_at = ${at(61).getTime()}`)
    await database.updateReview({...review, description: 'edited', updatedAt: at(62)}, review.updatedAt)
    expect((await database.listReviews(user.id))[0]).toMatchObject({
      description: 'edited',
      cursor: at(60),
      lastRunAt: at(61),
    })
  })
})

describe('a range of missed occurrences', () => {
  const rangesAfter = async (entries: readonly LedgerEntry[][]) => {
    const {user} = await withReview(database)
    const newId = countedIds()
    let missed = 0
    for (const [index, some] of entries.entries()) {
      inFile(`UPDATE scheduled_reviews SET next_run_at = ${storedAt.getTime()}`)
      const decision = aDecision(some, {cursor: at(1000 * (index + 1)), nextRunAt: at(99_999)})
      missed += (await decide(database, decision, {now: at(90_000), newId})).missed
    }
    const runs = await database.listRuns({userId: user.id})
    const seconds = (at: Date | null) => at && (at.getTime() - storedAt.getTime()) / 1000
    return {
      missed,
      rows: runs
        .reverse()
        .map(run => [run.status, seconds(run.scheduledFor), seconds(run.rangeUntil), run.missedCount]),
    }
  }

  it('is one row with its first, its last and their number', async () => {
    expect(await rangesAfter([[range(10, 500, 101)]])).toEqual({
      missed: 101,
      rows: [['missed', 10, 500, 101]],
    })
  })

  it('grows by one that follows it, in the same call or a later one', async () => {
    const entries = [[range(10, 500, 101), range(510, 900, 40)], [range(1000, 2000, 100)]]
    expect(await rangesAfter(entries)).toEqual({missed: 241, rows: [['missed', 10, 2000, 241]]})
  })

  it.each<[string, LedgerEntry[][]]>([
    ['has another reason', [[range(10, 500, 101)], [range(600, 900, 120, 'asleep')]]],
    [
      'comes after an occurrence that ran',
      [[range(10, 500, 101), queuedAt(at(550))], [range(600, 900, 120)]],
    ],
  ])('does not grow by one that %s', async (_, entries) => {
    const {missed, rows} = await rangesAfter(entries)
    expect(missed).toBe(221)
    expect(rows.filter(([, , until]) => until !== null)).toEqual([
      ['missed', 10, 500, 101],
      ['missed', 600, 900, 120],
    ])
  })

  it('does not count what it holds already', async () => {
    const again = [[range(10, 500, 101)], [range(10, 500, 101)]]
    expect(await rangesAfter(again)).toEqual({missed: 101, rows: [['missed', 10, 500, 101]]})
  })
})

describe('a review that cannot be decided', () => {
  const fine = () => aDecision([queuedAt(at(30))])
  const throws = (message: string) => () => {
    throw new Error(message)
  }
  const nothing = () => undefined

  it.each<[string, () => void, () => DueDecision, string]>([
    ['whose schedule is refused', nothing, throws('"x" is no cron line'), '"x" is no cron line'],
    [
      'whose row is no longer what was written',
      () => inFile("UPDATE scheduled_reviews SET filter = 'x{' WHERE name = 'weekly'"),
      fine,
      'its stored settings cannot be read',
    ],
    [
      'that would be due again at once',
      nothing,
      () => aDecision([], {cursor: storedAt, nextRunAt: at(1)}),
      'its next run cannot be computed',
    ],
    [
      'whose cursor would go back',
      nothing,
      () => aDecision([], {cursor: at(-1)}),
      'its next run cannot be computed',
    ],
    [
      'whose occurrence has no time',
      nothing,
      () => aDecision([queuedAt(at(30)), queuedAt(new Date(Number.NaN))]),
      'an occurrence of it has no valid time',
    ],
    [
      'whose row the ledger refuses',
      nothing,
      () => aDecision([queuedAt(at(30)), range(40, 50, 0.5)]),
      'cannot store REAL value in INTEGER column review_runs.missed_count',
    ],
  ])('%s is paused with its reason, without a row, and the others go on', async (_, damage, bad, reason) => {
    const {user} = await withReviews(database, 2)
    damage()
    const before = {now: at(60), limit: 10, newId: countedIds()}
    const report = await database.decideDue({
      ...before,
      decide: review => (review.name === 'weekly' ? bad() : fine()),
    })
    expect(report).toMatchObject({queued: 1, nextDueAt: at(3600)})
    expect(report.quarantined).toEqual([{id: 'r0000000-1', name: 'weekly', reason}])
    const [quarantined] = await database.listReviews(user.id)
    expect(quarantined).toMatchObject({
      isActive: false,
      nextRunAt: null,
      cursor: storedAt,
      updatedAt: at(60),
    })
    if (quarantined!.isReadable) expect(quarantined!.pausedReason).toBe(`quarantined: ${reason}`)
    expect((await database.listRuns({userId: user.id})).map(({reviewName}) => reviewName)).toEqual([
      'weekly 1',
    ])
    expect(await database.listEvents(storedAt, 10)).toEqual([
      {
        kind: 'quarantined',
        at: at(60),
        detail: {scheduledReviewId: 'r0000000-1', name: 'weekly', reason},
      },
    ])
  })
})
