import type {ReviewedDeal} from '../domain/review/analysis.js'
import {leftOutText} from './baseline-text.js'
import {withDates} from './dates.js'
import type {Locale} from './intl-text.js'

/** `no next step (medium, new) 2.2`: what each finding of a deal cost, and last what left out ones did. */
export function reasonTexts(
  {findings, leftOut}: ReviewedDeal,
  parts: readonly string[],
  locale: Locale,
): string[] {
  const reasons = findings.map(
    ({message, severity, isNew}, index) =>
      `${withDates(message, locale)} (${severity}${isNew ? ', new' : ''}) ${parts[index]!}`,
  )
  return leftOut ? [...reasons, `${leftOutText(leftOut, locale)} ${parts.at(-1)!}`] : reasons
}
