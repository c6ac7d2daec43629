/** Worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const

export type Severity = (typeof severities)[number]

/** True when `severity` is as bad as `limit` or worse. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(limit)
}

/** The less bad of two. */
export function milderOf(one: Severity, other: Severity): Severity {
  return isAtLeast(one, other) ? other : one
}

/** One step worse; nothing is worse than critical. */
export function oneWorse(severity: Severity): Severity {
  return severities[Math.max(0, severities.indexOf(severity) - 1)]!
}
