import {RevschedError} from '../domain/errors.js'
import type {DigestTask} from '../domain/ports/channel-driver.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import {plainPaint} from '../report/paint.js'
import type {ReportInput} from '../report/report-input.js'

/** For channels that give a whole report. Throws `config` where a single owner is to be told: it would be of the deals of others. */
export function reportOfTask(task: DigestTask): ReportInput {
  if (task.owner !== null)
    throw new RevschedError(
      'config',
      `a ${task.kind} channel tells of all deals, and "${task.owner}" is to get their own`,
      {
        hint: 'send digests of owners by slack or email',
      },
    )
  return {
    title: task.template.title ?? task.run.reviewName,
    run: task.run,
    analysis: decodeAnalysis(task.document),
    trends: task.trends,
    allDeals: task.settings.allDeals === true,
    width: 100,
    paint: plainPaint,
    locale: task.locale,
  }
}

/** The pieces of a document as one. Throws `delivery-failed` as soon as they are over `maxBytes`, and holds no more than that. */
export function wholeWithin(
  pieces: Iterable<string>,
  {maxBytes, hint}: {maxBytes: number; hint: string},
): Buffer {
  const taken: Buffer[] = []
  let bytes = 0
  for (const piece of pieces) {
    const next = Buffer.from(piece)
    bytes += next.length
    if (bytes > maxBytes)
      throw new RevschedError('delivery-failed', `the report is larger than ${maxBytes / 1_000_000} MB`, {
        hint,
      })
    taken.push(next)
  }
  return Buffer.concat(taken)
}
