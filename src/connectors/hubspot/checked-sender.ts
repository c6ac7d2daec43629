import {RevschedError} from '../../domain/errors.js'
import type {CallRate} from '../../domain/ports/crm-access.js'
import {type CrmCalls, jsonOf} from '../crm/crm-calls.js'
import {hasErrors} from './batch-errors.js'
import {type PathName, pathNamed, pathOf} from './paths.js'
import {batchShape, shapes} from './shapes.js'

/** What the client hands over: each of its folders has a type of its own for it. */
type ClientRequest = {getUrl(): string; getHttpMethod(): string; getBody(): unknown}

/** What the client takes back. */
type ClientAnswer = {
  httpStatusCode: number
  headers: Record<string, string>
  body: {text(): Promise<string>; binary(): Promise<Buffer>}
  getParsedHeader(name: string): Record<string, string>
  getBodyAsFile(): Promise<{data: Buffer; name: string}>
  getBodyAsAny(): Promise<string>
}

export type CheckedSender = (request: ClientRequest) => Promise<ClientAnswer>

/** 100 calls in 10 seconds are the least that an account may make; a burst and what follows it stay below. */
const otherCalls: CallRate = {bucket: 'other', everyMs: 112, burst: 9}

/**
 * Makes the client's calls: it opens no connection, waits for nothing and tries nothing again by itself. An answer reaches it only after its
 * shape was checked: the client reads a page of HTML, and `{}`, as an answer with nothing in it.
 */
export function checkedSender(
  calls: CrmCalls,
  {label, searchPerSecond}: {label: string; searchPerSecond: number},
): CheckedSender {
  // Of five searches a second: after a pause one may come at once, four more within its second.
  const searches: CallRate = {bucket: 'search', everyMs: Math.ceil(1000 / searchPerSecond), burst: 1}
  return async request => {
    const {pathname, search} = new URL(request.getUrl())
    const name = pathNamed(pathname)
    const body = request.getBody()
    const answer = await calls.send({
      method: request.getHttpMethod() === 'POST' ? 'POST' : 'GET',
      path: pathOf(name) + search,
      rate: name === 'dealSearch' ? searches : otherCalls,
      ...(typeof body === 'string' && {body, headers: {'content-type': 'application/json'}}),
    })
    const json = jsonOf(answer, label)
    checkShape(json, name, label)
    const text = answer.body.trim()
    return {
      httpStatusCode: isPartOfBatch(json, pathname) ? 207 : answer.status,
      headers: {'content-type': 'application/json'},
      body: {text: async () => text, binary: async () => Buffer.from(text)},
      getParsedHeader: () => ({}),
      getBodyAsFile: async () => ({data: Buffer.from(text), name: ''}),
      getBodyAsAny: async () => text,
    }
  }
}

/** A batch with errors. HubSpot gives it the status 207, and the client passes errors on with no other. */
function isPartOfBatch(json: unknown, path: string): boolean {
  return /\/batch\/read\/?$/.test(path) && hasErrors(batchShape.parse(json))
}

/** `/account-info` is not in the client: this asks for it without. */
export async function readAnswer(calls: CrmCalls, name: PathName, label: string): Promise<unknown> {
  const json = jsonOf(await calls.send({method: 'GET', path: pathOf(name), rate: otherCalls}), label)
  checkShape(json, name, label)
  return json
}

function checkShape(json: unknown, name: PathName, label: string): void {
  const issue = name === 'token' ? undefined : shapes[name].safeParse(json).error?.issues[0]
  if (issue === undefined) return
  const place = issue.path.map(String).join('.')
  throw new RevschedError(
    'schema',
    `${label} answered in another form than it should: ${name}${place && `, "${place}"`} ${issue.message.toLowerCase().slice(0, 120)}`,
    {hint: 'check --api-url; where it is right, look for a newer version of revsched'},
  )
}
