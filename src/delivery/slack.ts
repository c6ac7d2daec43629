import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import type {ChannelDriver, DigestTask, Sending} from '../domain/ports/channel-driver.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import {digestOf} from '../report/digest.js'
import {asPossibleRepeat, type SlackMessage, slackMessage} from '../report/slack-blocks.js'
import {placeOfUrl} from './place-of-url.js'
import {callSlack, type SlackPorts, type SlackReply} from './slack-calls.js'
import {attachCsv, csvOfTask, type SlackCsv, type Thread} from './slack-csv.js'
import {memberAt} from './slack-members.js'
import {isAboutBlocks} from './slack-refusals.js'
import {
  isSlackId,
  parseSlackSecret,
  parseSlackSettings,
  type SlackSettings,
  slackSecretPrompt,
  slackTarget,
} from './slack-settings.js'

// A digest in Slack, over an incoming webhook or by a bot with chat.postMessage: docs/delivery-slack.md.

/** A look-up of the recipient, the message twice, where its blocks are refused, and a file fit into a minute. */
const deadlineMs = 12_000

type SlackPayload = {
  message: SlackMessage
  /** For where Slack refuses the blocks of the first; null where that is of text already. */
  fallback: SlackMessage | null
  /** What goes into the thread; null for nothing. */
  csv: SlackCsv | null
}

export const slackDriver: ChannelDriver = {
  kind: 'slack',
  secretPrompt: settings => slackSecretPrompt(parseSlackSettings(settings)),
  parseSettings: parseSlackSettings,
  parseSecret: (given, settings) => parseSlackSecret(given, parseSlackSettings(settings)),
  targetOf: (settings, secret) => slackTarget(parseSlackSettings(settings), secret),
  placeOf(given, secret) {
    const {via, apiUrl, isPrivateAllowed} = parseSlackSettings(given)
    const url = via === 'bot' ? apiUrl : secret
    return url === null ? null : placeOfUrl(url, {isPrivateAllowed})
  },
  render: payloadOf,
  async send(sending, {http}, signal) {
    const settings = parseSlackSettings(sending.settings)
    const ports = {http, signal, sending}
    if (sending.secret === null) return failed('the channel has no webhook URL or token; add it again')
    if (settings.via === 'bot') return sendByBot({sending, settings, token: sending.secret}, ports)
    if (sending.recipient !== null)
      return failed(
        'a webhook of Slack posts to one channel, not to a person; use a bot for digests of owners',
      )
    return (await sendByWebhook(sending.secret, settings, ports)).outcome
  },
}

function payloadOf(task: DigestTask): SlackPayload {
  const settings = parseSlackSettings(task.settings)
  const analysis = decodeAnalysis(task.document)
  const digest = digestOf({...task, analysis})
  const plain = slackMessage(digest, 'plain')
  return {
    ...(settings.blocks === 'native'
      ? {message: slackMessage(digest, 'native'), fallback: plain}
      : {message: plain, fallback: null}),
    csv: settings.csv ? csvOfTask(analysis, task.owner) : null,
  }
}

function failed(error: string): DeliveryOutcome {
  return {kind: 'failed', error}
}

type Bot = {sending: Sending; settings: SlackSettings; token: string}
type SendPorts = SlackPorts & {sending: Sending}

function sendByWebhook(
  url: string,
  {isPrivateAllowed}: SlackSettings,
  ports: SendPorts,
): Promise<SlackReply> {
  const headers = {'content-type': 'application/json; charset=utf-8'}
  return withFallback(ports.sending, message =>
    callSlack({url, headers, body: JSON.stringify(quiet(message)), isPrivateAllowed, deadlineMs}, ports),
  )
}

/** What was refused for its blocks did not arrive: the form of text alone follows at once. */
async function withFallback(
  {message, isRepeat}: Sending,
  post: (message: SlackMessage) => Promise<SlackReply>,
): Promise<SlackReply> {
  const payload = message as SlackPayload
  const marked = (one: SlackMessage) => (isRepeat ? asPossibleRepeat(one) : one)
  const reply = await post(marked(payload.message))
  return reply.word !== null && isAboutBlocks(reply.word) && payload.fallback !== null
    ? post(marked(payload.fallback))
    : reply
}

/** No address in it is looked up and shown as a preview. */
function quiet({text, blocks}: SlackMessage) {
  return {text, blocks, unfurl_links: false, unfurl_media: false}
}

/** The message first, if no attempt before had it sent; then the file in its thread. */
async function sendByBot(bot: Bot, ports: SendPorts): Promise<DeliveryOutcome> {
  const {sending, settings} = bot
  const {recipient} = sending
  const isAddress = recipient?.includes('@') === true
  if (recipient !== null && !isAddress && !isSlackId(recipient))
    return failed(`"${recipient.slice(0, 80)}" is no id of Slack, which looks like U012AB3CD`)
  const {csv} = sending.message as SlackPayload
  const sent = sentBefore(sending) ?? (await postMessage(bot, ports))
  if ('kind' in sent) return sent
  const state = {ts: sent.ts, channel: sent.channel}
  if (csv === null) return {kind: 'sent', state: {...state, isComplete: true}}
  if (csv.text === null)
    return {kind: 'partial', error: 'the message is sent, but the CSV is too large to be attached', state}
  const file = {name: fileName(sending), text: csv.text}
  try {
    return await attachCsv({file, thread: state}, {settings, token: bot.token}, ports)
  } catch (error) {
    // Stopped in between. Thrown, it would take along that the message is sent.
    if (!ports.signal.aborted) throw error
    return {
      kind: 'retry',
      error: 'the message is sent, but the CSV was not attached: revsched was stopped',
      state,
    }
  }
}

/** Where the message is, if only its file is missing: one that was sent as a whole and is to be sent once more is posted anew. */
function sentBefore({state}: Sending): Thread | null {
  return state.isComplete === true ? null : threadOf(state)
}

function threadOf({ts, channel}: Readonly<Record<string, unknown>>): Thread | null {
  return typeof ts === 'string' && typeof channel === 'string' ? {ts, channel} : null
}

async function postMessage(
  {settings, token, sending}: Bot,
  ports: SendPorts,
): Promise<Thread | DeliveryOutcome> {
  const {recipient, key} = sending
  const {apiUrl, isPrivateAllowed} = settings
  const member = recipient?.includes('@')
    ? await memberAt(recipient, {settings, token}, ports)
    : {id: recipient}
  if ('kind' in member) return member
  const metadata = {event_type: 'revsched_digest', event_payload: {key}}
  const to = {channel: member.id ?? settings.channel, metadata}
  const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8'}
  const {outcome, data} = await withFallback(sending, message =>
    callSlack(
      {
        url: `${apiUrl}chat.postMessage`,
        headers,
        body: JSON.stringify({...to, ...quiet(message)}),
        isPrivateAllowed,
        deadlineMs,
      },
      ports,
    ),
  )
  if (outcome.kind !== 'sent') return outcome
  return threadOf(data) ?? (settings.csv ? withoutPlace : {kind: 'sent'})
}

/** Nothing can follow it. */
const withoutPlace: DeliveryOutcome = {
  kind: 'partial',
  error: 'the message is sent, but Slack did not say where: nothing was put into its thread',
}

function fileName({run, now}: Sending): string {
  const name = run.reviewName.replace(/[^\p{L}\p{N}.-]+/gu, '-').slice(0, 80)
  return `${name}-${(run.completedAt ?? now).toISOString().slice(0, 10)}.csv`
}
