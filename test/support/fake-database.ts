import type {CrmConnection} from '../../src/domain/crm-connection.js'
import type {Channel} from '../../src/domain/delivery/channel.js'
import {RevschedError} from '../../src/domain/errors.js'
import {pingPlace} from '../../src/domain/ping/ping-target.js'
import type {AccessStore} from '../../src/domain/ports/access-store.js'
import type {DaemonEvent, DaemonRow, DaemonStore, QueueNumbers} from '../../src/domain/ports/daemon-log.js'
import type {ChannelStore, DeliveryStore} from '../../src/domain/ports/delivery-store.js'
import type {RunQueue} from '../../src/domain/ports/run-queue.js'
import type {
  Database,
  DatabaseCheck,
  LatestKind,
  NewRun,
  RecentResult,
  ReviewListing,
  RunCompletion,
  RunFilter,
  StoredInput,
  UserStore,
} from '../../src/domain/ports/store.js'
import {resolveRef} from '../../src/domain/ref.js'
import {isOpen, type Run} from '../../src/domain/run/run.js'
import type {ScheduledReview} from '../../src/domain/scheduled-review.js'
import type {User} from '../../src/domain/user.js'
import {aRun} from './a-run.js'

export type Stored = {
  users: User[]
  connections: CrmConnection[]
  channels: Channel[]
  /** Sealed, by the id of the connection. */
  connectionSecrets: Map<string, Uint8Array>
  reviews: ReviewListing[]
  /** Oldest first. */
  runs: Run[]
  /** By the id of the run. */
  analyses: Map<string, Uint8Array>
  inputs: Map<string, StoredInput>
  checks: DatabaseCheck[]
  /** The one that started last. */
  daemon: DaemonRow | null
  queueNumbers: Partial<QueueNumbers>
  events: DaemonEvent[]
}

/** Keeps in arrays what the real store keeps in SQLite; nothing of it is safe for two writers. */
export function fakeDatabase(stored: Stored): Database {
  return {
    path: '/home/ann/revsched.db',
    isInPlace: () => true,
    newerVersion: () => null,
    hurry: () => undefined,
    ...users(stored),
    ...connections(stored),
    ...reviews(stored),
    ...runs(stored),
    ...queue(stored),
    ...daemons(stored),
    ...access(stored),
    ...deliveries(stored),
    writeSetup: async () => Promise.reject(new Error('the tests of apply use a real database')),
    listSecrets: async () =>
      stored.reviews.flatMap(({id, name, pingUrl}) =>
        pingUrl ? [{place: pingPlace(id), name: `ping URL of "${name}"`, sealed: pingUrl.sealed}] : [],
      ),
    replaceSecrets: notFaked,
    check: async () => stored.checks,
    backup: async target => ({path: target, bytes: 4096}),
    close: () => undefined,
  }
}

/** Channels are only listed and found; nothing is ever delivered. */
function deliveries({channels}: Stored): ChannelStore & DeliveryStore {
  const of = (userId: string) => channels.filter(channel => channel.userId === userId)
  return {
    addChannel: async channel => void channels.push(channel),
    listChannels: async userId => of(userId),
    findChannel: async (userId, ref) =>
      resolveRef(of(userId), ref, {kind: 'channel', listCommand: 'revsched channel list'}),
    channelSecret: async () => null,
    updateChannel: notFaked,
    async removeChannel(_, id) {
      channels.splice(
        channels.findIndex(channel => channel.id === id),
        1,
      )
    },
    enableChannel: notFaked,
    advanceDeliveries: async () => ({claimed: [], lost: [], settled: [], nextAttemptAt: null}),
    beginSending: notFaked,
    releaseDelivery: notFaked,
    listDeliveries: async () => [],
    sendAgain: notFaked,
  }
}

function users({users, connections, reviews}: Stored): UserStore {
  const find = (name: string) => users.find(user => user.name === name) ?? null
  return {
    async ensureUser(name, tier) {
      const known = find(name)
      if (known) return known
      const made: User = {id: `user-${name}`, name, email: null, tier, createdAt: new Date(0)}
      users.push(made)
      return made
    },
    findUser: async name => find(name),
    listUsers: async () =>
      users.map(user => ({
        ...user,
        connections: connections.filter(({userId}) => userId === user.id).map(({name}) => name),
        schedules: reviews.filter(({userId}) => userId === user.id).map(({name}) => name),
        channels: [],
      })),
    async addUser(user) {
      if (find(user.name))
        throw new RevschedError('conflict', `there is a user called "${user.name}" already`)
      users.push(user)
      return user
    },
    setTier: async (id, tier) => void change(users, id, {tier}),
    removeUser: async id => remove(users, id),
  }
}

type Connections = Pick<
  Database,
  | 'addConnection'
  | 'listConnections'
  | 'findConnection'
  | 'updateConnection'
  | 'removeConnection'
  | 'markConnectionChecked'
>

function connections({connections, connectionSecrets, reviews}: Stored): Connections {
  const about = {kind: 'connection', listCommand: 'revsched connection list'}
  return {
    async addConnection(connection, secret) {
      if (connections.some(({name}) => name === connection.name))
        throw new RevschedError('conflict', `there is a connection called "${connection.name}" already`)
      connections.push(connection)
      if (secret) connectionSecrets.set(connection.id, secret)
    },
    listConnections: async () => [...connections],
    findConnection: async (_, ref) => resolveRef(connections, ref, about),
    async updateConnection({id, name, settings, lastCheckedAt}, {secret}) {
      change(connections, id, {name, settings, lastCheckedAt})
      if (secret === undefined) return
      change(connections, id, {needsLogin: null})
      if (secret === null) connectionSecrets.delete(id)
      else connectionSecrets.set(id, secret)
    },
    async removeConnection(_, id) {
      const users = reviews.filter(review => review.crmConnectionId === id).map(({name}) => `"${name}"`)
      if (users.length > 0)
        throw new RevschedError('conflict', `the connection is used by ${users.join(', ')}`)
      remove(connections, id)
    },
    async markConnectionChecked(id, at) {
      change(connections, id, {lastCheckedAt: at})
    },
  }
}

function access({connections, connectionSecrets}: Stored): AccessStore {
  return {
    readLogin: async id => ({
      settings: connections.find(connection => connection.id === id)?.settings ?? {},
      sealed: connectionSecrets.get(id) ?? null,
    }),
    async storeSecret(id, sealed) {
      connectionSecrets.set(id, sealed)
      change(connections, id, {needsLogin: null})
      return true
    },
    async markLogin(id, needsLogin) {
      change(connections, id, {needsLogin})
    },
    lockLogin: async () => null,
    unlockLogin: async () => undefined,
    reserveCall: async (_, __, now) => now,
    readRecords: async () => null,
    storeRecords: async () => undefined,
  }
}

type Reviews = Pick<Database, 'addReviews' | 'listReviews' | 'findReview' | 'updateReview' | 'removeReview'>

function reviews({reviews, connections}: Stored): Reviews {
  const about = {kind: 'scheduled review', listCommand: 'revsched list'}
  const listed = (review: ScheduledReview): ReviewListing => {
    const connection = connections.find(({id}) => id === review.crmConnectionId)!
    const joined = {
      connectionName: connection.name,
      connectionKind: connection.kind,
      connectionNeedsLogin: connection.needsLogin,
      connectionUserId: connection.userId,
    }
    return {lastRun: null, isReadable: true, ...review, ...joined}
  }
  return {
    async addReviews(added) {
      const taken = added.find(({name}) => reviews.some(review => review.name === name))
      if (taken)
        throw new RevschedError('conflict', `there is a scheduled review called "${taken.name}" already`)
      reviews.push(...added.map(listed))
    },
    listReviews: async () => [...reviews],
    findReview: async (_, ref) => resolveRef(reviews, ref, about),
    async updateReview(review) {
      change(reviews, review.id, listed(review))
    },
    removeReview: async (_, id) => remove(reviews, id),
  }
}

type Runs = Pick<
  Database,
  | 'startRun'
  | 'runWithKey'
  | 'renewLease'
  | 'completeRun'
  | 'failRun'
  | 'listRuns'
  | 'countRuns'
  | 'changedRuns'
  | 'findRun'
  | 'readAnalysis'
  | 'readInput'
  | 'lastAnalysis'
  | 'runTrends'
  | 'recentResults'
>

function runs({runs, analyses, inputs, reviews}: Stored): Runs {
  const matching = ({scheduledReviewId, statuses, since}: RunFilter) =>
    [...runs]
      .reverse()
      .filter(run => scheduledReviewId === undefined || run.scheduledReviewId === scheduledReviewId)
      .filter(run => statuses === undefined || statuses.includes(run.status))
      .filter(run => since === undefined || run.createdAt >= since)
  const completed = (isWanted: (run: Run) => boolean) => newest('completed', isWanted)
  const newest = (kind: LatestKind, isWanted: (run: Run) => boolean) =>
    [...runs].reverse().find(run => {
      const isOfKind = kind === 'completed' ? run.status === 'completed' : isOpen(run) === (kind === 'open')
      return isOfKind && isWanted(run)
    })
  return {
    async startRun(run: NewRun) {
      const started = aRun({...run, ...nothingYet, createdAt: run.startedAt, queuedAt: run.startedAt})
      runs.push(started)
      return started
    },
    runWithKey: async (_, key) => runs.find(run => run.idempotencyKey === key) ?? null,
    renewLease: async () => ({cancelRequested: null}),
    async completeRun({runId}, {analysis, input, ruleResults: _, deliveries: __, ...outcome}: RunCompletion) {
      analyses.set(runId, analysis.document)
      inputs.set(runId, input ? {kind: 'kept', document: input} : {kind: 'too-large'})
      return change(runs, runId, {...outcome, status: 'completed', analysisId: analysis.id})
    },
    failRun: async ({runId}, failure) => change(runs, runId, failure),
    listRuns: async filter => matching(filter).slice(0, filter.limit ?? Number.POSITIVE_INFINITY),
    countRuns: async filter => matching(filter).length,
    async changedRuns({after, ids, ...filter}) {
      const position = {run: runs.length, event: 0}
      if (after === null) return {runs: [], position}
      const known = runs.slice(0, after.run).filter(({id}) => ids.includes(id))
      const entered = matching(filter).filter(run => runs.indexOf(run) >= after.run)
      return {runs: [...known, ...entered.reverse()], position}
    },
    async findRun(_, ref, kind = 'completed') {
      const name = /^(.*)@latest$/.exec(ref)?.[1]
      const id = reviews.find(review => review.name === name)?.id
      const found =
        ref === 'latest'
          ? newest(kind, () => true)
          : name
            ? newest(kind, run => run.scheduledReviewId === id)
            : runs.find(run => run.id.startsWith(ref))
      if (found) return found
      throw new RevschedError('not-found', `there is no run "${ref}"`)
    },
    async readAnalysis(runId) {
      const document = analyses.get(runId)
      if (!document) throw new RevschedError('not-found', `run ${runId} has no stored analysis`)
      return document
    },
    readInput: async ({id}) => inputs.get(id) ?? {kind: 'never-kept'},
    runTrends: async () => [],
    recentResults: async (_, limit) => recentResultsOf({runs, reviews}, limit),
    async lastAnalysis(scheduledReviewId) {
      const run = completed(one => one.scheduledReviewId === scheduledReviewId)
      return run ? {runId: run.id, document: analyses.get(run.id)!} : null
    },
  }
}

function recentResultsOf({runs, reviews}: Pick<Stored, 'runs' | 'reviews'>, limit: number): RecentResult[] {
  const ofReview = (id: string) =>
    runs.filter(run => run.scheduledReviewId === id && run.status === 'completed').slice(-limit)
  return reviews.flatMap(({id}) =>
    ofReview(id).map(run => ({
      runId: run.id,
      scheduledReviewId: id,
      completedAt: run.completedAt!,
      dealsAnalyzed: run.dealsAnalyzed!,
      healthScore: run.healthScore,
      issuesFound: run.issuesFound!,
      highRiskDeals: run.highRiskDeals!,
      isUnderOtherRules: false,
      undelivered: 0,
    })),
  )
}

/** What commands ask of the queue; what a daemon asks of it needs the real one. */
function queue({runs}: Stored): RunQueue {
  let looks = 0
  return {
    decideDue: notFaked,
    takeBackCursor: async () => false,
    advance: notFaked,
    settleDead: notFaked,
    settleDue: notFaked,
    nextLeaseEnd: notFaked,
    async enqueue({queuedAt, ...request}) {
      const known = runs.find(run => request.idempotencyKey && run.idempotencyKey === request.idempotencyKey)
      if (known) return {run: known, isNew: false}
      const timed = {queuedAt, startedAt: null, createdAt: queuedAt}
      const run = aRun({...request, ...nothingYet, ...timed, status: 'queued', fence: 0})
      runs.push(run)
      return {run, isNew: true}
    },
    async requestCancel(runId, at) {
      const run = runs.find(({id}) => id === runId)
      if (run?.status === 'queued') return change(runs, runId, {status: 'cancelled', completedAt: at})
      if (run?.status === 'running') return change(runs, runId, {cancelRequestedAt: at})
      throw new RevschedError('conflict', `run ${runId.slice(0, 8)} has ended already: it is ${run?.status}`)
    },
    // What a test changes, it does behind the back of the fake: who waits for a write looks each time.
    changeCounter: () => looks++,
    watchWrites: async () => () => undefined,
  }
}

/** What commands ask and tell; what a daemon does needs the real one. */
function daemons(stored: Stored): DaemonStore {
  return {
    startDaemon: notFaked,
    beat: notFaked,
    stopDaemon: notFaked,
    lastDaemon: async () => stored.daemon,
    addEvent: notFaked,
    addClockStep: notFaked,
    listEvents: async () => stored.events,
    queueNumbers: async () => ({...idle, ...stored.queueNumbers}),
    replan: notFaked,
    async prune({before, keepPerReview}) {
      const kept = stored.runs.filter(({createdAt}) => createdAt >= before).slice(-keepPerReview)
      const removed = {runs: stored.runs.length - kept.length, events: 0}
      stored.runs.splice(0, stored.runs.length, ...kept)
      return removed
    },
    boundWal: async () => 0,
    copyLogBack: async () => undefined,
  }
}

/** Nothing waits, runs or went wrong. */
export const idle: QueueNumbers = {
  queued: 0,
  running: 0,
  overdue: 0,
  missed: 0,
  skipped: 0,
  failed: 0,
  crashed: 0,
  nextDueAt: null,
}

const notFaked = () => Promise.reject(new Error('not part of the fake database: use a real one (a-store.ts)'))

const nothingYet = {
  status: 'running',
  completedAt: null,
  dealsAnalyzed: null,
  healthScore: null,
  issuesFound: null,
  highRiskDeals: null,
  analysisId: null,
} as const

function change<Item extends {id: string}>(items: Item[], id: string, changes: Partial<Item>): Item {
  const at = items.findIndex(item => item.id === id)
  items[at] = {...items[at]!, ...changes}
  return items[at]
}

function remove(items: {id: string}[], id: string): void {
  items.splice(
    items.findIndex(item => item.id === id),
    1,
  )
}
