import {customType, integer, real, sqliteTable, text} from 'drizzle-orm/sqlite-core'
import type {ConnectionKind} from '../domain/crm-connection.js'
import type {EventKind} from '../domain/ports/daemon-log.js'
import type {RunStatus, RunTrigger} from '../domain/run/run.js'
import {jsonObject} from './json-object.js'

// The columns of migrations/ under the names of the domain. Keys, checks and indexes stand in the migrations only.

type Document = Readonly<Record<string, unknown>>

const instant = (name: string) => integer(name, {mode: 'timestamp_ms'})

const bytes = customType<{data: Uint8Array; driverData: Uint8Array}>({dataType: () => 'blob'})

/** A JSON object; one that cannot be read is empty, which the reader of it refuses in words, and hides no other row. */
const jsonColumn = customType<{data: Document; driverData: string}>({
  dataType: () => 'text',
  toDriver: value => JSON.stringify(value),
  fromDriver: text => jsonObject(text) ?? {},
})

export const connectionTable = sqliteTable('crm_connections', {
  id: text('id').primaryKey(),
  userId: text('user_id').notNull(),
  name: text('name').notNull(),
  kind: text('kind').$type<ConnectionKind>().notNull(),
  settings: jsonColumn('settings').notNull(),
  lastCheckedAt: instant('last_checked_at'),
  needsLogin: text('needs_login'),
  createdAt: instant('created_at').notNull(),
})

export const runTable = sqliteTable('review_runs', {
  id: text('id').primaryKey(),
  userId: text('user_id').notNull(),
  scheduledReviewId: text('scheduled_review_id'),
  reviewName: text('review_name').notNull(),
  status: text('status').$type<RunStatus>().notNull(),
  trigger: text('trigger').$type<RunTrigger>().notNull(),
  priority: integer('priority').notNull(),
  scheduledFor: instant('scheduled_for'),
  queuedAt: instant('queued_at'),
  startedAt: instant('started_at'),
  completedAt: instant('completed_at'),
  dealsAnalyzed: integer('deals_analyzed'),
  healthScore: real('health_score'),
  issuesFound: integer('issues_found'),
  highRiskDeals: integer('high_risk_deals'),
  errorCode: text('error_code'),
  errorMessage: text('error_message'),
  retryCount: integer('retry_count').notNull().default(0),
  analysisId: text('analysis_id'),
  jobId: text('job_id'),
  leaseOwner: text('lease_owner'),
  leaseExpiresAt: instant('lease_expires_at'),
  fence: integer('fence').notNull().default(0),
  rangeUntil: instant('range_until'),
  missedCount: integer('missed_count'),
  cancelRequestedAt: instant('cancel_requested_at'),
  idempotencyKey: text('idempotency_key'),
  createdAt: instant('created_at').notNull(),
})

export const analysisTable = sqliteTable('analyses', {
  id: text('id').primaryKey(),
  runId: text('run_id').notNull(),
  document: bytes('document').notNull(),
  createdAt: instant('created_at').notNull(),
})

export const daemonTable = sqliteTable('daemons', {
  id: text('id').primaryKey(),
  host: text('host').notNull(),
  pid: integer('pid').notNull(),
  bootId: text('boot_id').notNull(),
  leaseOwner: text('lease_owner').notNull(),
  version: text('version').notNull(),
  tzVersion: text('tz_version').notNull(),
  startedAt: instant('started_at').notNull(),
  lastSeenAt: instant('last_seen_at').notNull(),
  stoppedAt: instant('stopped_at'),
  state: jsonColumn('state').notNull(),
  createdAt: instant('created_at').notNull(),
})

export const eventTable = sqliteTable('events', {
  id: integer('id').primaryKey(),
  kind: text('kind').$type<EventKind>().notNull(),
  at: instant('at').notNull(),
  daemonId: text('daemon_id'),
  detail: jsonColumn('detail').notNull(),
  createdAt: instant('created_at').notNull(),
})
