import * as z from 'zod/mini'
import {RevschedError} from '../domain/errors.js'
import type {ExportedJob} from '../domain/foreign-jobs/apscheduler.js'

type Rows = readonly Readonly<Record<string, string>>[]

/** Names that exports use, beside those of APScheduler itself. */
const aliases: Readonly<Record<string, string>> = {
  job_id: 'id',
  job_name: 'name',
  title: 'name',
  crontab: 'cron',
  cron_expression: 'cron',
  expression: 'cron',
  schedule: 'cron',
  tz: 'timezone',
  time_zone: 'timezone',
}

/**
 * The jobs of an export of APScheduler: JSON (an array of jobs, or `{"jobs": [...]}`) or a table. A job store is refused: its jobs are
 * pickled, and to read a pickle is to run what is in it. Throws `config`.
 */
export function readApschedulerExport(text: string, csvRecords: (text: string) => Rows): ExportedJob[] {
  refusePickles(text)
  const rows = /^\s*[[{]/.test(text) ? jsonRows(text) : tableRows(text, csvRecords)
  if (rows.length === 0) throw unfit('it has no job', null)
  return rows.map(jobOf)
}

/** `SQLite format 3` of a store's file, and how a pickle of protocol 2 to 5 begins; the first byte is no UTF-8. */
const storeStarts = /^(SQLite format 3|\ufffd[\u0002-\u0005])/

function refusePickles(text: string): void {
  if (!storeStarts.test(text)) return
  throw new RevschedError(
    'config',
    'this is a job store of APScheduler: its jobs are pickled, and reading a pickle runs whatever program is in it',
    {hint: 'export name, cron trigger and time zone with Python first; docs/import.md has the lines for it'},
  )
}

const jobs = z.array(z.record(z.string(), z.unknown()))

function jsonRows(text: string): Record<string, unknown>[] {
  const parsed = z.union([jobs, z.object({jobs})]).safeParse(parsedJson(text))
  if (!parsed.success) throw unfit('it is neither an array of jobs nor an object with "jobs"', null)
  return Array.isArray(parsed.data) ? parsed.data : parsed.data.jobs
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw unfit(`it is no JSON: ${(error as Error).message}`, error)
  }
}

function tableRows(text: string, csvRecords: (text: string) => Rows): Rows {
  try {
    return csvRecords(text)
  } catch (error) {
    throw unfit(`it is no table: ${(error as Error).message}`, error)
  }
}

/** One level: a trigger may be an object of its own. Other columns stay, so that what they are can be told. */
function jobOf(row: Readonly<Record<string, unknown>>): ExportedJob {
  const job: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(row)) {
    const inner =
      value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : []
    for (const [key, part] of inner) put(job, key, part)
    if (inner.length === 0) put(job, name, value)
  }
  if (job.job_state !== undefined) refusePickles('SQLite format 3')
  return job
}

function put(job: Record<string, string>, name: string, value: unknown): void {
  if (value === null || value === undefined || value === '') return
  const key = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  job[Object.hasOwn(aliases, key) ? aliases[key]! : key] = String(value)
}

function unfit(problem: string, cause: unknown): RevschedError {
  return new RevschedError('config', `the export cannot be read: ${problem}`, {
    hint: 'JSON as [{"name": "weekly", "cron": "0 6 * * mon", "timezone": "Europe/Berlin"}], or CSV with these columns',
    cause,
  })
}
