/** Errors that tell of connections, limits and processes, and that know nothing of what was read. */
const aboutNoData: ReadonlySet<string> = new Set([
  'abandoned',
  'auth',
  'forbidden',
  'interrupted',
  'poisoned',
  'quota',
  'rate-limited',
  'storage',
  'terminated',
  'timeout',
  'tls',
  'unreachable',
])

/**
 * What the log says above `debug` of why a run failed. The message that is stored quotes the value that could not be read, or what a CRM
 * said: names and amounts of deals, which whoever may read a log need not be allowed to see. By the style of this program a bad value is
 * in quotes, and details stand behind a colon: both are left out. A bug may say anything.
 */
export function wordsForLog({errorCode, errorMessage}: {errorCode: string; errorMessage: string}): string {
  if (aboutNoData.has(errorCode)) return errorMessage
  // From the first sign to the last one: a value may have such signs of its own.
  const [start] = errorMessage.replace(/".*"/s, '"…"').split(/[:;] /, 1)
  const words = errorCode === 'internal' ? 'an error of revsched itself' : start!
  return words === errorMessage ? words : `${words} (revsched history tells all of it)`
}
