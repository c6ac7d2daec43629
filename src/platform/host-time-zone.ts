/** Canonical IANA zone of the machine (the TZ variable first); UTC where the machine names none that Intl knows. */
export function hostTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}
