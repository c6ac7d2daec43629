import {and, eq, gte, inArray, type SQL, sql} from 'drizzle-orm'
import {RevschedError} from '../domain/errors.js'
import type {NewRun, RunFilter, RunStore} from '../domain/ports/store.js'
import type {Claim, Run} from '../domain/run/run.js'
import {changedRuns} from './changed-runs.js'
import {renewClaim, storeCompletion} from './claimed-run.js'
import {findRun, newestFirst} from './find-run.js'
import {recentResults} from './recent-results.js'
import {readInput} from './review-inputs.js'
import {runTrends} from './run-trends.js'
import {analysisTable, runTable} from './schema.js'
import type {Orm, Session} from './session.js'
import {makeWay} from './settle-dead.js'

// The ledger of runs. Every write after the first carries the claim: a run that was taken over has a higher fence, and the
// late write of its former owner changes nothing.

export function runStore(session: Session): RunStore {
  const finish = async (claim: Claim, change: (orm: Orm) => void): Promise<Run> =>
    session.writeOrm(orm => {
      const held = orm.select({id: runTable.id}).from(runTable).where(claimed(claim)).get()
      if (!held) throw lostClaim(claim)
      change(orm)
      return orm.select().from(runTable).where(eq(runTable.id, claim.runId)).get()!
    })
  return {
    startRun: (run, isOwnerAlive) =>
      session.writeOrm(orm => {
        refuseKnownKey(orm, run)
        makeWay(session, run, isOwnerAlive)
        orm
          .insert(runTable)
          .values({...run, status: 'running', fence: 1, queuedAt: run.startedAt, createdAt: run.startedAt})
          .run()
        return orm.select().from(runTable).where(eq(runTable.id, run.id)).get()!
      }),
    runWithKey: (userId, key) => session.readOrm(orm => runWithKey(orm, userId, key)),
    async renewLease(claim, leaseExpiresAt) {
      const renewed = await session.write(() => renewClaim(session, claim, leaseExpiresAt))
      if (renewed) return renewed
      throw lostClaim(claim)
    },
    completeRun: (claim, completion) => finish(claim, () => storeCompletion(session, claim, completion)),
    failRun: (claim, failure) =>
      finish(claim, orm =>
        orm
          .update(runTable)
          .set({...failure, ...released})
          .where(claimed(claim))
          .run(),
      ),
    listRuns: filter =>
      session.readOrm(orm => {
        const query = orm
          .select()
          .from(runTable)
          .where(matching(filter))
          .orderBy(...newestFirst)
        return (filter.limit === undefined ? query : query.limit(filter.limit)).all()
      }),
    countRuns: filter =>
      session.readOrm(
        orm =>
          orm.select({count: sql<number>`count(*)`}).from(runTable).where(matching(filter)).get()?.count ?? 0,
      ),
    changedRuns: wish => session.read(() => session.part(() => changedRuns(session, wish))),
    findRun: (userId, ref, kind = 'completed') => session.readOrm(orm => findRun(orm, userId, {ref, kind})),
    async readAnalysis(runId) {
      const document = await session.readOrm(orm => documentOf(orm, runId))
      if (document) return document
      throw new RevschedError('not-found', `run ${runId.slice(0, 8)} has no stored analysis`, {
        hint: 'revsched history lists the runs',
      })
    },
    readInput: run => session.read(() => readInput(session, run)),
    // Plain SQL, compiled once: a daemon asks for every run.
    lastAnalysis: scheduledReviewId =>
      session.read(() => session.prepared<StoredAnalysis>(lastAnalysis).get({scheduledReviewId}) ?? null),
    runTrends: (run, limit) => session.read(() => runTrends(session, run, limit)),
    recentResults: async (userId, limit) => session.read(() => recentResults(session, userId, limit)),
  }
}

type StoredAnalysis = {runId: string; document: Uint8Array}

// The run alone is looked for first: a sort by time would carry the documents of all runs along, some of them of many megabytes.
const lastAnalysis = `SELECT run_id AS runId, document FROM analyses WHERE run_id = (
  SELECT id FROM review_runs WHERE scheduled_review_id = @scheduledReviewId AND status = 'completed'
  ORDER BY created_at DESC, rowid DESC LIMIT 1)`

function documentOf(orm: Orm, runId: string): Uint8Array | undefined {
  return orm
    .select({document: analysisTable.document})
    .from(analysisTable)
    .where(eq(analysisTable.runId, runId))
    .get()?.document
}

const released = {leaseOwner: null, leaseExpiresAt: null}

function claimed({runId, fence}: Claim): SQL | undefined {
  return and(eq(runTable.id, runId), eq(runTable.fence, fence), eq(runTable.status, 'running'))
}

function lostClaim({runId}: Claim): RevschedError {
  return new RevschedError(
    'conflict',
    `run ${runId.slice(0, 8)} was taken over or ended by another process; its result was not stored`,
    {
      hint: 'revsched history shows what became of it',
    },
  )
}

function matching({userId, scheduledReviewId, statuses, since}: RunFilter): SQL | undefined {
  return and(
    eq(runTable.userId, userId),
    scheduledReviewId === undefined ? undefined : eq(runTable.scheduledReviewId, scheduledReviewId),
    statuses === undefined ? undefined : inArray(runTable.status, [...statuses]),
    since === undefined ? undefined : gte(runTable.createdAt, since),
  )
}

function runWithKey(orm: Orm, userId: string, key: string): Run | null {
  const withKey = and(eq(runTable.userId, userId), eq(runTable.idempotencyKey, key))
  return orm.select().from(runTable).where(withKey).get() ?? null
}

function refuseKnownKey(orm: Orm, {userId, idempotencyKey}: NewRun): void {
  const known = idempotencyKey ? runWithKey(orm, userId, idempotencyKey) : null
  if (!known) return
  throw new RevschedError('busy', `run ${known.id.slice(0, 8)} has the key "${idempotencyKey}" already`, {
    hint: 'the same call again tells what became of it',
  })
}
