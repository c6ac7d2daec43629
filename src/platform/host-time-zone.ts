import {RevschedError} from '../domain/errors.js'
import {placeMeantBy} from '../domain/schedule/zone-abbreviations.js'

/**
 * Canonical IANA zone of the machine (the TZ variable first); UTC where the machine names none that Intl knows. Throws `config`
 * for a TZ such as EST: Intl takes it for America/Panama, which nobody asked for.
 */
export function hostTimeZone(): string {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
  const given = process.env.TZ ?? ''
  const place = placeMeantBy(given)
  if (place === null || zone === 'UTC') return zone
  const message = `the TZ variable says "${given}": an abbreviation does not say which place`
  throw new RevschedError('config', message, {hint: `set TZ to ${place}`})
}
