import {localIso} from '../domain/schedule/local-time.js'

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

/** Gives `14:32:07` in a zone. The zone is asked once a minute: it takes longer than all else that a frame needs. */
export function clockIn(timeZone: string): (at: Date) => string {
  let minute = Number.NaN
  let hoursAndMinutes = ''
  return at => {
    const current = Math.floor(at.getTime() / minuteMs)
    if (current !== minute) hoursAndMinutes = localIso(at, timeZone).slice(11, 16)
    minute = current
    return `${hoursAndMinutes}:${two(at.getUTCSeconds())}`
  }
}
