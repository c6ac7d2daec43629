import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {recordId} from './record-id.js'
import type {Rest} from './rest.js'

/** Every query selects the id. Fields of a parent are nested in answers of JSON, and have the path as their name in those of CSV. */
export type SalesforceRecord = {Id: string; [path: string]: unknown}

const pageFrame = z.object({
  totalSize: z.int().check(z.minimum(0)),
  done: z.boolean(),
  nextRecordsUrl: z.optional(z.nullable(z.string())),
  records: z.array(z.unknown()),
})

export type QueryPage = {total: number; rows: readonly SalesforceRecord[]; next: string | null}

/** One page of a query, checked: an answer of another shape would otherwise be a pipeline without deals. */
export async function queryPage(rest: Rest, path: string): Promise<QueryPage> {
  const answer = await rest.get(path)
  const result = pageFrame.safeParse(answer)
  if (!result.success) throw unreadable(rest, result.error.issues[0]!.path)
  const {totalSize: total, done, nextRecordsUrl = null, records} = result.data
  const page = {total, rows: checkedRows(rest, records)}
  if (done) return {...page, next: null}
  if (nextRecordsUrl === null) throw incomplete(rest, 'gave a page that is not the last, without the next')
  if (records.length === 0) throw incomplete(rest, 'gave an empty page that is not the last')
  return {...page, next: cursorPath(rest, nextRecordsUrl)}
}

/** By hand: to check thousands of records with a schema takes longer than to read them. */
function checkedRows(rest: Rest, records: readonly unknown[]): readonly SalesforceRecord[] {
  for (const [place, record] of records.entries()) {
    const {Id, attributes} = Object(record) as {Id?: unknown; attributes?: {type?: unknown}}
    if (typeof Id !== 'string') throw unreadable(rest, ['records', place, 'Id'])
    if (typeof attributes?.type !== 'string') throw unreadable(rest, ['records', place, 'attributes'])
    if (recordId(Id) === null) throw incomplete(rest, `gave a record whose id "${Id.slice(0, 40)}" is none`)
  }
  return records as readonly SalesforceRecord[]
}

function unreadable(rest: Rest, path: readonly PropertyKey[]): RevschedError {
  const place = path.map(String).join('.')
  const at = place === '' ? '' : ` (at "${place.slice(0, 60)}")`
  return incomplete(rest, `gave a page of deals that cannot be read${at}`)
}

/** A cursor that leads elsewhere is never called: the token would go with it. */
function cursorPath(rest: Rest, given: string): string {
  const prefix = `${rest.base}/query/`
  if (given.startsWith(prefix) && /^[\w-]{1,200}$/.test(given.slice(prefix.length))) return given
  throw new RevschedError(
    'not-the-crm',
    `${rest.label} names a next page outside of its API; it was not called`,
    {
      hint: 'a proxy may change the answers: check --api-url',
    },
  )
}

export function incomplete({label}: Rest, what: string): RevschedError {
  return new RevschedError('incomplete', `${label} ${what}`, {
    hint: 'the run is tried again; nothing is scored from a part of the pipeline',
    canPass: true,
  })
}
