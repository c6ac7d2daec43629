import * as z from 'zod/mini'
import {daysInStage} from '../review/days-in-stage.js'
import {days} from './days.js'
import {dayCount, described, multiple, sampleSize} from './options.js'
import {defineBenchmarkRule, pass, skip} from './rule.js'
import {violationsBy} from './violations.js'
import {wonDealsOf} from './won-deals-of.js'

function stalledText(stage: string, stalled: number, limits: string): string {
  return `in stage ${stage} for ${days(stalled)} (${limits})`
}

const limitText = (limit: number) => `limit ${Math.floor(limit)}`

const stalledIn = violationsBy((stage, stalled, limit) => stalledText(stage, stalled, limitText(limit)))

export const stageStalled = defineBenchmarkRule({
  id: 'stage-stalled',
  title: 'Stalled in stage',
  category: 'progress',
  severity: 'high',
  isRecommended: true,
  needs: ['lastStageChangeAt'],
  options: z.strictObject({
    days: dayCount(30),
    byStage: z._default(
      z.record(z.string(), described('days', z.int().check(z.minimum(0), z.maximum(36_525)))),
      {},
    ),
    multiple: multiple(1.5),
    minSample: sampleSize(10),
  }),
  explain: {
    what: 'An open deal has been in its stage for longer than its stage allows in byStage, else than multiple times the median days that won deals of its pipeline spent in that stage, else than days: where fewer than minSample of them went through it, most left it on the day they came, or the source has no history of stages. A deal that never changed its stage counts from its creation.',
    why: 'Deals that stand still are won less often than those that move.',
    fix: 'Move the deal on, agree on a next step, or close it.',
    source:
      'Playbooks call 1.5 to 2 times the median stalled, and 30 days where no history of the stage is known. Ten wins is the least that makes a median.',
  },
  benchmark: 'days-in-stage',
  hasFallback: true,
  minSample: options => options.minSample,
  daysOf: daysInStage,
  judge({days: stalled, stage, pipeline}, {options, median}) {
    if (stalled === null) return skip
    // A stage called `constructor` finds what every object has, which is no number.
    const ofStage: unknown = stage === null ? null : options.byStage[stage]
    // A median of 0 tells no pace: with it, every deal would be stalled on its second day.
    const usual = typeof ofStage === 'number' ? null : median || null
    const fixed = typeof ofStage === 'number' ? ofStage : options.days
    const limit = usual === null ? fixed : options.multiple * usual
    if (stalled <= limit) return pass
    return usual === null
      ? stalledIn(stage ?? '(none)', stalled, limit)
      : {
          message: stalledText(
            stage ?? '(none)',
            stalled,
            `${wonDealsOf(pipeline)} spend ${usual} there, ${limitText(limit)}`,
          ),
        }
  },
})
