import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import type {Analysis} from '../domain/review/analysis.js'
import {csvReport} from '../report/csv.js'
import {
  askSlack,
  callSlack,
  harmless,
  type SlackAccess,
  type SlackPorts,
  type SlackReply,
} from './slack-calls.js'

/** Together with the calls of Slack it stays within the minute of an attempt. */
const uploadDeadlineMs = 15_000

/** UTF-16 units, about bytes: 25,000 deals. Who needs more exports them. */
const longestCsv = 5_000_000

/** All deals of a run, or those of one owner; without text where that is too long. */
export function csvOfTask(analysis: Analysis, owner: string | null): SlackCsv {
  const own = owner === null ? analysis : {...analysis, deals: () => dealsOf(analysis, owner)}
  let text = ''
  for (const piece of csvReport({analysis: own})) {
    text += piece
    if (text.length > longestCsv) return {text: null}
  }
  return {text}
}

function* dealsOf(analysis: Analysis, owner: string) {
  for (const deal of analysis.deals()) if (deal.owner === owner) yield deal
}

export type SlackCsv = {text: string | null}

export type Thread = {channel: string; ts: string}
type CsvFile = {name: string; text: string}

/**
 * Puts the file into the thread of a message that is sent: asks for a place, uploads, shares. `sent` or `retry` with the message as
 * state, so that it is never sent again, or `partial`.
 */
export async function attachCsv(
  {file, thread}: {file: CsvFile; thread: Thread},
  access: SlackAccess,
  ports: SlackPorts,
): Promise<DeliveryOutcome> {
  const reply = await shared({file, thread}, access, ports)
  const {outcome} = reply
  if (outcome.kind === 'sent') return {kind: 'sent', state: {...thread, isComplete: true}}
  const error = `the message is sent, but the CSV was not attached: ${'error' in outcome ? outcome.error : ''}`
  return outcome.kind === 'retry'
    ? {...outcome, error, state: thread}
    : {kind: 'partial', error, state: thread}
}

async function shared(
  {file, thread}: {file: CsvFile; thread: Thread},
  access: SlackAccess,
  ports: SlackPorts,
): Promise<SlackReply> {
  const length = String(Buffer.byteLength(file.text))
  const place = await askPlace(new URLSearchParams({filename: file.name, length}), access, ports)
  const {upload_url: url, file_id: id} = place.data
  if (place.outcome.kind !== 'sent') return harmless(place)
  if (typeof url !== 'string' || !URL.canParse(url) || typeof id !== 'string') return noPlace
  const {isPrivateAllowed} = access.settings
  const headers = {'content-type': 'text/csv; charset=utf-8'}
  const uploaded = await callSlack(
    {url, headers, body: file.text, isPrivateAllowed, deadlineMs: uploadDeadlineMs},
    ports,
  )
  if (uploaded.outcome.kind !== 'sent') return harmless(uploaded)
  const share = {files: [{id, title: file.name}], channel_id: thread.channel, thread_ts: thread.ts}
  return askSlack('files.completeUploadExternal', {access, body: JSON.stringify(share)}, ports)
}

const noPlace: SlackReply = {
  outcome: {kind: 'failed', error: 'Slack gave no place for it'},
  data: {},
  word: null,
}

function askPlace(form: URLSearchParams, access: SlackAccess, ports: SlackPorts): Promise<SlackReply> {
  return askSlack('files.getUploadURLExternal', {access, body: form.toString()}, ports)
}
