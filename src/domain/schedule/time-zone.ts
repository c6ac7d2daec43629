import {RevschedError} from '../errors.js'
import {didYouMean} from '../ref.js'
import {placeMeantBy} from './zone-abbreviations.js'

type TimeZone = {
  /** As the user wrote it. */
  given: string
  /** The IANA name that Intl calls it. */
  canonical: string
}

/** Checks an IANA name through Intl. Refuses offsets and abbreviations, which mean no daylight saving or another place. */
export function parseTimeZone(name: string): TimeZone {
  const given = name.trim()
  const meant = placeMeantBy(given)
  if (meant)
    throw bad(name, 'an abbreviation does not say which place, and when its clocks change', `write ${meant}`)
  if (/^(UTC|GMT)?[+-]\d|^Etc\/GMT[+-]|^\d/i.test(given)) {
    throw bad(name, 'an offset does not follow daylight saving', 'write a place, as Europe/Berlin, or UTC')
  }
  if (/^(SystemV|posix|right)\/|^(Factory|posixrules|localtime)$/i.test(given))
    throw bad(name, 'it names no place', 'write one, as America/New_York, or UTC')
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
