import type {WaiverOutcome} from './analysis.js'
import {type CalendarDate, formatCalendarDate} from './calendar-date.js'
import type {Gathered} from './pipeline-review.js'

export type WaivedFindings = {
  /** Whether a finding is not to be counted. */
  isWaived(row: number, rule: number): boolean
  /** How many findings are not counted for which `holds`. */
  countOf(holds: (row: number, rule: number) => boolean): number
  /** What became of each waiver, once all findings are there. */
  outcomes(): WaiverOutcome[]
}

/** Rows times this and a rule fit into a whole number exactly. */
const ruleRoom = 65_536

/** Applies the waivers of a ruleset to the deals of a review. One whose day is over waives nothing and is told. */
export function waivedFindings({deals, findings, options}: Gathered, today: CalendarDate): WaivedFindings {
  const {rules, waivers} = options.ruleset
  const places = new Map(rules.map(({rule}, place) => [rule.id, place]))
  const keys = waivers.map(({ruleId, dealId}) => {
    const place = places.get(ruleId)
    const row = deals.find(dealId)
    return place === undefined || row < 0 ? null : row * ruleRoom + place
  })
  const active = new Set(keys.filter((key, index) => key !== null && waivers[index]!.until >= today))
  return {
    isWaived: (row, rule) => active.size > 0 && active.has(row * ruleRoom + rule),
    countOf(holds) {
      let count = 0
      if (active.size > 0)
        for (let index = 0; index < findings.size; index++) {
          const [row, rule] = [findings.rows[index]!, findings.rules[index]!]
          if (active.has(row * ruleRoom + rule) && holds(row, rule)) count++
        }
      return count
    },
    outcomes() {
      const found = new Set<number>()
      if (waivers.length > 0)
        for (let index = 0; index < findings.size; index++)
          found.add(findings.rows[index]! * ruleRoom + findings.rules[index]!)
      return waivers.map(({ruleId, dealId, until, reason}, index) => {
        const key = keys[index]
        const isUsed = key != null && found.has(key)
        const status = until < today ? 'expired' : isUsed ? 'used' : 'unused'
        return {ruleId, dealId, until: formatCalendarDate(until), reason, status}
      })
    },
  }
}
