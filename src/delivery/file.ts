import {lstat, readdir, stat, unlink} from 'node:fs/promises'
import {isAbsolute, join, resolve} from 'node:path'
import * as z from 'zod/mini'
import {mostKeptReports} from '../domain/delivery/channel.js'
import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelDriver, DigestTask} from '../domain/ports/channel-driver.js'
import type {ReportInput} from '../report/report-input.js'
import {fileFailure, systemCode} from './file-failure.js'
import {givenSettings} from './given-settings.js'
import {filesOfReview, reportFileName} from './report-file-name.js'
import {reportOfTask, wholeWithin} from './report-of-task.js'

// A report as a file of its own in a folder, readable by the user alone: docs/delivery-file.md.

const extensions = {
  html: 'html',
  markdown: 'md',
  json: 'json',
  csv: 'csv',
  xlsx: 'xlsx',
  text: 'txt',
} as const

type FileFormat = keyof typeof extensions

const settingsSchema = z.strictObject({
  folder: z.string().check(z.refine(folder => isAbsolute(folder) && !/\p{Cc}/u.test(folder))),
  format: z.enum(Object.keys(extensions) as FileFormat[]),
  keep: z.optional(z.int().check(z.minimum(1), z.maximum(mostKeptReports))),
  /** Every open deal, not only those that cost most points. */
  allDeals: z.optional(z.boolean()),
})

const words = {
  folder: {flag: '--folder', takes: 'the whole path of a folder, as /srv/reports'},
  format: {flag: '--format', takes: Object.keys(extensions).join(', ')},
  keep: {flag: '--keep', takes: `a whole number of files from 1 to ${mostKeptReports}`},
  allDeals: {flag: '--all-deals', takes: 'no value'},
}

/** It is made as one piece, in memory. */
const maxBytes = 100_000_000

export const fileDriver: ChannelDriver = {
  kind: 'file',
  secretPrompt: () => null,
  parseSettings(given) {
    const settings = givenSettings(settingsSchema, given, words)
    return {...settings, folder: resolve(settings.folder)}
  },
  parseSecret() {
    throw new RevschedError('usage', 'a file channel has no secret')
  },
  targetOf(settings) {
    const {folder, format} = settingsSchema.parse(settings)
    return join(folder, `*.${extensions[format]}`)
  },
  async render(task) {
    const {format} = settingsSchema.parse(task.settings)
    return {bytes: await bytesOf(task, format), extension: extensions[format], isSample: task.isSample}
  },
  async send({settings, message, run, now}, {replaceFile}, signal) {
    const {folder, keep} = settingsSchema.parse(settings)
    const {bytes, extension, isSample} = message as FileMessage
    const {reviewName, id: runId, completedAt} = run
    const name = reportFileName({reviewName, runId, at: completedAt ?? now, extension, isSample})
    signal.throwIfAborted()
    const problem = await placeProblem(folder, name)
    if (problem) return problem
    try {
      await replaceFile(join(folder, name), bytes)
    } catch (error) {
      return fileFailure(error, folder)
    }
    if (keep === undefined || isSample) return {kind: 'sent'}
    return removeOld(folder, {name, keep, files: {reviewName, extension}})
  },
}

type FileMessage = {bytes: Uint8Array; extension: string; isSample: boolean}

async function bytesOf(task: DigestTask, format: FileFormat): Promise<Uint8Array> {
  const report = reportOfTask(task)
  if (format === 'xlsx') return (await import('../report/xlsx.js')).xlsxReport(report)
  const render = await rendererOf(format)
  return wholeWithin(render(report), {
    maxBytes,
    hint: '--format xlsx takes less room, and tells 100,000 deals',
  })
}

async function rendererOf(
  format: Exclude<FileFormat, 'xlsx'>,
): Promise<(report: ReportInput) => Iterable<string>> {
  switch (format) {
    case 'text':
      return (await import('../report/text.js')).textReport
    case 'json':
      return (await import('../report/json.js')).jsonReport
    case 'markdown':
      return (await import('../report/markdown.js')).markdownReport
    case 'html':
      return (await import('../report/html.js')).htmlReport
    case 'csv':
      return (await import('../report/csv.js')).csvReport
  }
}

/** A link or a device that somebody has put there is told, not replaced; null for a file of ours, or none. */
async function placeProblem(folder: string, name: string): Promise<DeliveryOutcome | null> {
  const path = join(folder, name)
  try {
    if (!(await stat(folder)).isDirectory()) return {kind: 'failed', error: `"${folder}" is no folder`}
    const there = await orNone(lstat(path))
    if (there === null || there.isFile()) return null
    return {kind: 'failed', error: `"${path}" is no file: somebody else has put something there`}
  } catch (error) {
    return fileFailure(error, folder)
  }
}

function orNone<Found>(looking: Promise<Found>): Promise<Found | null> {
  return looking.catch(error => {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  })
}

type Kept = {name: string; keep: number; files: {reviewName: string; extension: string}}

/** The new file stays, however old its run is. */
async function removeOld(folder: string, {name, keep, files}: Kept): Promise<DeliveryOutcome> {
  try {
    const others = filesOfReview(await readdir(folder), files).filter(other => other !== name)
    for (const other of others.slice(keep - 1)) {
      const path = join(folder, other)
      // Another delivery may remove the same one.
      if ((await orNone(lstat(path)))?.isFile()) await orNone(unlink(path))
    }
    return {kind: 'sent'}
  } catch (error) {
    const code = systemCode(error)
    if (code === null) throw error
    return {
      kind: 'partial',
      error: `the file is written, but older ones cannot be removed from "${folder}" (${code})`,
    }
  }
}
