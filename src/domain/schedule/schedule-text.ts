import {type CronPattern, parseCronPattern} from './cron-pattern.js'
import {parsePlainLanguage} from './plain-language.js'

type ParsedSchedule = CronPattern & {isPlainLanguage: boolean}

/** A schedule as a user writes it: a cron line, a nickname, or words. Throws `usage`; nothing is guessed. */
export function parseSchedule(text: string): ParsedSchedule {
  if (!looksLikeWords(text)) return {...parseCronPattern(text), isPlainLanguage: false}
  return {...parseCronPattern(parsePlainLanguage(text)), isPlainLanguage: true}
}

/** A cron line begins with a digit or `*` and its second field does too; words do not ("1st and 15th at noon"). */
function looksLikeWords(text: string): boolean {
  const words = text.trim().split(/\s+/)
  if (words[0]?.startsWith('@')) return false
  return (
    words.some(word => /[a-z]{2}/i.test(word) && !cronName.test(word)) &&
    !words.slice(0, 2).every(word => /^[\d*,/-]+$/.test(word))
  )
}

const cronName =
  /^[+]?(\*|(SUN|MON|TUE|WED|THU|FRI|SAT|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|LW|L|\d+W?)([-,#/]|$))/i
