import * as z from 'zod/mini'
import {type ErrorCode, RevschedError} from '../../domain/errors.js'
import {retryAfterMs} from '../../domain/network/retry-after.js'
import type {HttpAnswer} from '../../domain/ports/http-client.js'

/** An error that Salesforce told; `salesforceCode` is its name for it, empty where it gave none. */
export class SalesforceRefusal extends RevschedError {
  readonly salesforceCode: string

  constructor(salesforceCode: string, {code, message, ...options}: Meaning) {
    super(code, message, options)
    this.salesforceCode = salesforceCode
  }
}

type Meaning = {code: ErrorCode; message: string; hint: string; canPass?: boolean; retryAfterMs?: number}

type Told = {status: number; salesforceCode: string; words: string; label: string}

const body = z.array(z.object({errorCode: z.string(), message: z.string()}))

/** What an answer other than 2xx means. Who may not do something counts as not logged in with the right user: `auth`. */
export function refusalOf(answer: HttpAnswer, label: string): SalesforceRefusal {
  const {status} = answer
  const [first] = body.safeParse(jsonOrNull(answer.body)).data ?? []
  const told = {status, salesforceCode: first?.errorCode ?? '', words: wordsOf(first), label}
  const meaning = meaningOfCode(told) ?? meaningOfStatus(told, answer)
  return new SalesforceRefusal(told.salesforceCode, meaning)
}

function meaningOfCode({salesforceCode, words, label}: Told): Meaning | null {
  switch (salesforceCode) {
    case 'INVALID_SESSION_ID':
      return needsLogin(label)
    case 'REQUEST_LIMIT_EXCEEDED':
      // The same code for the calls of a day and for calls at the same time.
      return /concurrent/i.test(words)
        ? {
            code: 'rate-limited',
            message: `${label} has too many calls at the same time: ${words}`,
            hint: 'the run is tried again; other programs call this org as well',
            canPass: true,
          }
        : {
            code: 'quota',
            message: `${label} takes no more calls today: ${words}`,
            hint: 'the limit counts the last 24 hours: run it again later, or see which other programs call this org',
          }
    case 'INVALID_FIELD':
    case 'INVALID_TYPE':
    case 'MALFORMED_QUERY':
    case 'INVALID_QUERY_FILTER_OPERATOR':
    case 'QUERY_TOO_COMPLICATED':
      return {
        code: 'schema',
        message: `${label} refuses a query: ${words}`,
        hint: 'the user of the connection may lack rights on a field, or the condition of the review names a wrong one',
      }
    case 'QUERY_TIMEOUT':
      return {
        code: 'timeout',
        message: `${label} took too long for a query: ${words}`,
        hint: 'a filter makes it smaller',
      }
    case 'INVALID_QUERY_LOCATOR':
      // The same page will not come again: the whole query can, see read-deals.ts.
      return {
        code: 'incomplete',
        message: `${label} ended a query before its last page: ${words}`,
        hint: again,
      }
    case 'API_DISABLED_FOR_ORG':
    case 'API_CURRENTLY_DISABLED':
    case 'FUNCTIONALITY_NOT_ENABLED':
    case 'INSUFFICIENT_ACCESS':
      return {
        code: 'auth',
        message: `${label} does not allow its user to read by the API: ${words}`,
        hint: 'give the user the permission "API Enabled" and read access to opportunities, or log in as another user',
      }
    case 'UNSUPPORTED_API_VERSION':
      return wrongVersion(label)
    default:
      return null
  }
}

function meaningOfStatus({status, words, label}: Told, {body, headers}: HttpAnswer): Meaning {
  const isHtml = body.trimStart().startsWith('<') || headers['content-type']?.includes('html') === true
  const said = words === '' ? `${status}` : `${status}: ${words}`
  if (status === 401) return needsLogin(label)
  if (status === 410) return wrongVersion(label)
  if (status === 429 || status === 503) {
    // Salesforce itself never tells how long; a gateway in front of it may.
    const waitMs = retryAfterMs(headers['retry-after'], serverTime(headers))
    const code = status === 429 ? 'rate-limited' : 'unreachable'
    const message = `${label} takes no calls for now (${said})`
    return {code, message, hint: outages, canPass: true, ...(waitMs !== null && {retryAfterMs: waitMs})}
  }
  if (status >= 500)
    return {
      code: 'unreachable',
      message: `${label} does not work for now (${said})`,
      hint: outages,
      canPass: true,
    }
  if (status >= 300 && status < 400)
    return {
      code: 'not-the-crm',
      message: `${label} sends to another address (${status}); it is not followed, for the token would go with it`,
      hint: 'check --api-url',
    }
  if (isHtml)
    return {
      code: 'not-the-crm',
      message: `${label} answered with a web page instead of data (${status})`,
      hint: 'a proxy or a login page may stand between: check --api-url, and open that address in a browser',
    }
  if (status === 404)
    return {
      code: 'config',
      message: `${label} does not know this part of the API (${said})`,
      hint: versionHint,
    }
  return {
    code: 'source-failed',
    message: `${label} refuses a call (${said})`,
    hint: 'revsched connection test <name> shows whether it does so always',
  }
}

const again = 'the run is tried again; nothing is scored from a part of the pipeline'

const outages = 'the run is tried again; https://status.salesforce.com tells of outages'

const versionHint =
  'another version may (revsched connection edit <name> --api-version 66.0), or its user may not read opportunities'

function needsLogin(label: string): Meaning {
  return {
    code: 'auth',
    message: `${label} no longer accepts its login`,
    hint: 'revsched connection login <name>',
  }
}

function wrongVersion(label: string): Meaning {
  return {
    code: 'config',
    message: `${label} no longer has the API version of this connection`,
    hint: 'revsched connection edit <name> --api-version 66.0',
  }
}

/** A date in `Retry-After` is one of the server's clock. */
function serverTime(headers: HttpAnswer['headers']): Date {
  const at = Date.parse(headers.date ?? '')
  return new Date(Number.isNaN(at) ? performance.timeOrigin + performance.now() : at)
}

/** The last sentence of the message, which tells the matter; what comes before repeats the query. */
function wordsOf(error: {errorCode: string; message: string} | undefined): string {
  if (!error) return ''
  const matter = error.message.split('\n').at(-1)!.split('. ')[0]!.trim().replace(/\.$/, '')
  return matter === '' ? error.errorCode : `${error.errorCode}, ${matter.slice(0, 160)}`
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
