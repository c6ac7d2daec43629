import {RevschedError} from '../errors.js'
import {didYouMean} from '../ref.js'

export type TimeZone = {
  /** As the user wrote it. */
  given: string
  /** The IANA name that Intl calls it. */
  canonical: string
}

/** Short names that ICU takes for places nobody means by them, or refuses. */
const abbreviations: Readonly<Record<string, string>> = {
  EST: 'America/New_York',
  EDT: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  AST: 'America/Halifax',
  ADT: 'America/Halifax',
  NST: 'America/St_Johns',
  HST: 'Pacific/Honolulu',
  BST: 'Europe/London',
  GMT: 'UTC or Europe/London',
  WET: 'Europe/Lisbon',
  CET: 'Europe/Berlin',
  CEST: 'Europe/Berlin',
  MET: 'Europe/Berlin',
  EET: 'Europe/Helsinki',
  EEST: 'Europe/Helsinki',
  MSK: 'Europe/Moscow',
  IST: 'Asia/Kolkata, Europe/Dublin or Asia/Jerusalem',
  JST: 'Asia/Tokyo',
  ECT: 'America/Guayaquil',
  ACT: 'Australia/Adelaide',
  AET: 'Australia/Sydney',
  AEST: 'Australia/Sydney',
  AEDT: 'Australia/Sydney',
  NZST: 'Pacific/Auckland',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
  PLT: 'Asia/Karachi',
  PRT: 'America/Puerto_Rico',
  PNT: 'America/Phoenix',
  IET: 'America/Indiana/Indianapolis',
  MIT: 'Pacific/Apia',
  NET: 'Asia/Yerevan',
  CTT: 'Asia/Shanghai',
  CNT: 'America/St_Johns',
  CAT: 'Africa/Harare',
  EAT: 'Africa/Addis_Ababa',
  ART: 'Africa/Cairo',
  AGT: 'America/Argentina/Buenos_Aires',
  BET: 'America/Sao_Paulo',
  BRT: 'America/Sao_Paulo',
  SGT: 'Asia/Singapore',
  HKT: 'Asia/Hong_Kong',
}

/** Checks an IANA name through Intl. Refuses offsets and abbreviations, which mean no daylight saving or another place. */
export function parseTimeZone(name: string): TimeZone {
  const given = name.trim()
  const abbreviation = Object.hasOwn(abbreviations, given.toUpperCase())
    ? abbreviations[given.toUpperCase()]
    : undefined
  if (abbreviation)
    throw bad(
      name,
      'an abbreviation does not say which place, and when its clocks change',
      `write ${abbreviation}`,
    )
  if (/^(UTC|GMT)?[+-]\d|^Etc\/GMT[+-]|^\d/i.test(given)) {
    throw bad(name, 'an offset does not follow daylight saving', 'write a place, as Europe/Berlin, or UTC')
  }
  if (given === '' || !/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(given)) throw unknownZone(name)
  try {
    const canonical = new Intl.DateTimeFormat('en', {timeZone: given}).resolvedOptions().timeZone
    return {given: spelled(given), canonical}
  } catch (error) {
    if (error instanceof RangeError) throw unknownZone(name)
    throw error
  }
}

/** Intl takes any case; the usual spelling is stored. */
function spelled(given: string): string {
  return Intl.supportedValuesOf('timeZone').find(zone => zone.toLowerCase() === given.toLowerCase()) ?? given
}

function unknownZone(name: string): RevschedError {
  const zones = Intl.supportedValuesOf('timeZone')
  const wanted = name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
  const byCity = zones.filter(zone => wanted !== '' && cityOf(zone) === wanted)
  const near =
    byCity.length > 0
      ? `did you mean ${byCity
          .slice(0, 3)
          .map(zone => `"${zone}"`)
          .join(' or ')}?`
      : didYouMean(name, zones)
  return bad(
    name,
    'it is not an IANA time zone',
    near ?? 'write a place, as Europe/Berlin or America/New_York',
  )
}

function cityOf(zone: string): string {
  return zone
    .slice(zone.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[_-]+/g, '')
}

function bad(name: string, why: string, hint: string): RevschedError {
  return new RevschedError('usage', `"${name}" is not a valid time zone: ${why}`, {hint})
}
