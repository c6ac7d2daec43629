import * as z from 'zod/mini'
import type {StageEntry} from '../review/deal-history.js'
import {daysAgo} from './days.js'
import {dayCount, wholeNumber} from './options.js'
import {defineRule, pass, skip} from './rule.js'

export const stageSkipped = defineRule({
  id: 'stage-skipped',
  title: 'Stage skipped',
  category: 'progress',
  severity: 'low',
  isRecommended: false,
  needs: ['stageHistory'],
  options: z.strictObject({maxJump: wholeNumber('stages', [1, 100], 1), lookbackDays: dayCount(30)}),
  explain: {
    what: 'Within lookbackDays, an open deal moved on by more than maxJump stages at once, beyond any stage it had been in, and has not gone back since. In Salesforce, active stages of all record types count: raise maxJump where they have different ones.',
    why: 'What a stage asks for was not done, or was not written down.',
    fix: 'Fill in what the skipped stages ask for, or move the deal back.',
    source: 'Published hygiene lists flag a deal that jumped two stages.',
  },
  check({stageHistory: history}, {daysSince, stepsBetween, options}) {
    const present = history?.at(-1)
    if (!history || !present) return skip
    let isCompared = history.length === 1
    for (let place = history.length - 1; place > 0; place--) {
      const {stage, at} = history[place]!
      if (daysSince(at) > options.lookbackDays) return pass
      const jump = stepsBeyond(history.slice(0, place), stage, stepsBetween)
      if (jump === null) continue
      isCompared = true
      if (jump <= options.maxJump || stepsBetween(present.stage, stage) < 0) continue
      const skipped = jump === 2 ? '1 stage' : `${jump - 1} stages`
      return {
        message: `went from ${history[place - 1]!.stage} to ${stage} past ${skipped} ${daysAgo(daysSince(at))}`,
      }
    }
    return isCompared ? pass : skip
  },
})

/** How far a stage is from the furthest of those before; null where the order of none is known. */
function stepsBeyond(
  before: readonly StageEntry[],
  stage: string,
  stepsBetween: (first: string, second: string) => number,
): number | null {
  const steps = before
    .map(entry => (entry.stage === stage ? 0 : stepsBetween(stage, entry.stage) || null))
    .filter(count => count !== null)
  return steps.length === 0 ? null : Math.min(...steps)
}
