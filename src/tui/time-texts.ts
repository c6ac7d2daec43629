import {localIso, localText} from '../domain/schedule/local-time.js'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const two = (value: number) => String(value).padStart(2, '0')

/** `0:59`, `59:59`, `23:59:59`, `2d 4h`: a time that is counted, the parts that matter of it. Negative ones are 0. */
export function spanText(ms: number): string {
  const left = Math.max(0, Math.floor(ms / secondMs) * secondMs)
  if (left >= dayMs) return `${Math.floor(left / dayMs)}d ${Math.floor((left % dayMs) / hourMs)}h`
  const seconds = two(Math.floor((left % minuteMs) / secondMs))
  const minutes = Math.floor((left % hourMs) / minuteMs)
  if (left < hourMs) return `${minutes}:${seconds}`
  return `${Math.floor(left / hourMs)}:${two(minutes)}:${seconds}`
}

/** `just now`, `12m ago`, `3h ago`, `2d ago`: in one unit, so that it rarely changes. */
export function agoText(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime()
  if (ms < minuteMs) return 'just now'
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)}m ago`
  return ms < dayMs ? `${Math.floor(ms / hourMs)}h ago` : `${Math.floor(ms / dayMs)}d ago`
}

/** `14:32:07`. */
export function clockText(at: Date, timeZone: string): string {
  return localIso(at, timeZone).slice(11, 19)
}

/** `Thu 26 Nov 14:32`: what was not long ago. */
export function whenText(at: Date, timeZone: string): string {
  return localText(at, timeZone).replace(/ \d{4} (\d{2}:\d{2}).*$/, ' $1')
}
