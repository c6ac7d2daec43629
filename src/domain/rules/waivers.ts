import {RevschedError} from '../errors.js'
import {didYouMean} from '../ref.js'
import {parseCalendarDate} from '../review/calendar-date.js'
import type {Waiver} from './rule.js'

/** A waiver as a rule file gives it. */
export type WaiverEntry = {rule: string; deal: string; until: string; reason: string}

/** Throws `config` for a rule that there is not, a date that is none, and for the same finding waived twice. */
export function waiversOf(entries: readonly WaiverEntry[], ruleIds: readonly string[]): Waiver[] {
  const seen = new Set<string>()
  return entries.map(entry => {
    const {rule, deal, until, reason} = entry
    const which = `waiver of "${rule}"`
    if (!ruleIds.includes(rule))
      throw new RevschedError('config', `a waiver names the rule "${rule}", which there is not`, {
        hint: didYouMean(rule, [...ruleIds]) ?? 'revsched rules list shows them all',
      })
    const date = parseCalendarDate(until)
    if (date === null)
      throw new RevschedError('config', `${which}: "${until}" is not a date`, {hint: 'as 2027-01-31'})
    if (deal.trim() === '' || reason.trim() === '')
      throw new RevschedError('config', `${which} needs the id of a deal and a reason`, {
        hint: `as {rule: ${rule}, deal: "0061x", until: ${until}, reason: legal review}`,
      })
    refuseWaivedTwice(entry, seen)
    return {ruleId: rule, dealId: deal, until: date, reason}
  })
}

/** Notes the waiver as seen. Throws `config` where it was seen before. */
export function refuseWaivedTwice({rule, deal}: WaiverEntry, seen: Set<string>): void {
  const key = JSON.stringify([rule, deal])
  if (seen.has(key))
    throw new RevschedError('config', `waiver of "${rule}": "${rule}" of deal "${deal}" is waived already`, {
      hint: 'keep one of the two',
    })
  seen.add(key)
}
