import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import {mailAddress} from '../domain/delivery/mail-address.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelDriver, ChannelPorts, DigestTask, Sending} from '../domain/ports/channel-driver.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import {trendPicture} from '../report/charts/trend-picture.js'
import {digestOf} from '../report/digest.js'
import {emailHtml} from '../report/email-html.js'
import {emailSubject} from '../report/email-subject.js'
import {emailText} from '../report/email-text.js'
import {chartPng} from './chart-png.js'
import {domainOf, type EmailMessage, mailBytes} from './email-message.js'
import {type EmailSettings, emailSettings} from './email-settings.js'
import {leftToTry, type MailState, mailOutcome, mailState} from './email-state.js'
import {smtpTalk, type TalkLimits} from './smtp-talk.js'

const usualLimits: TalkLimits & {attemptMs: number} = {
  greetingMs: 10_000,
  silenceMs: 30_000,
  attemptMs: 50_000,
}

export const emailDriver = emailDriverWith({})

/** `limits` are a test's. */
export function emailDriverWith(limits: Partial<typeof usualLimits>): ChannelDriver {
  const all = {...usualLimits, ...limits}
  return {
    kind: 'email',
    secretPrompt: settings => {
      const {user, host} = emailSettings(settings)
      return user === null ? null : `SMTP password of ${user} at ${host}`
    },
    parseSettings: emailSettings,
    parseSecret,
    targetOf: settings => shownRecipients(emailSettings(settings)),
    placeOf(settings) {
      const {host, port, security, isPrivateAllowed} = emailSettings(settings)
      return {host, port, isEncrypted: security !== 'none', isPrivateAllowed}
    },
    render,
    send: (sending, ports, signal) => send({sending, ports, limits: all}, signal),
  }
}

const longestSecret = 1000

function parseSecret(given: string, settings: Sending['settings']): string {
  const {user} = emailSettings(settings)
  const hint =
    'an app password is made in the security settings of the account; a server that needs no login gets no --smtp-user'
  if (user === null)
    throw new RevschedError('usage', 'a password without a user', {hint: '--smtp-user names it'})
  if (given === '') throw new RevschedError('usage', 'the SMTP password is empty', {hint})
  if (given.length > longestSecret || /[\0\r\n]/.test(given))
    throw new RevschedError(
      'usage',
      `the SMTP password is not one line of at most ${longestSecret} characters`,
      {hint},
    )
  return given
}

/** `ann@acme.com and 2 more`. */
function shownRecipients({to}: EmailSettings): string {
  return to.length === 1 ? to[0]! : `${to[0]!} and ${to.length - 1} more`
}

const trendCid = 'score-trend@revsched'

async function render(task: DigestTask): Promise<EmailMessage> {
  const analysis = decodeAnalysis(task.document)
  const digest = digestOf({...task, analysis})
  const subject = emailSubject(digest, analysis.summary, task)
  const trend = task.owner === null ? trendPicture(task.trends, task.locale) : null
  const png = trend && (await chartPng(trend))
  const cid = png === null ? null : trendCid
  return {
    subject,
    html: emailHtml({digest, subject, summary: analysis.summary, trend: trend && {...trend, cid}}),
    text: emailText(digest, trend),
    images: png === null ? [] : [{cid: trendCid, filename: 'score-trend.png', png}],
  }
}

type Attempt = {sending: Sending; ports: ChannelPorts; limits: typeof usualLimits}

async function send({sending, ports, limits}: Attempt, signal: AbortSignal): Promise<DeliveryOutcome> {
  const settings = emailSettings(sending.settings)
  const recipients = recipientsOf(settings, sending)
  if (recipients === null) return {kind: 'failed', error: 'the recipient is not one mail address'}
  const state = mailState(sending.state)
  const to = leftToTry(recipients, state)
  const raw = await mailBytes({settings, to: recipients, sending})
  const {user, host, security, from} = settings
  if (user !== null && sending.secret === null)
    return {kind: 'failed', error: `the password of "${user}" is not stored`}
  const login = user === null ? null : {user, pass: sending.secret!}
  const talk = {host, security, login, name: domainOf(from.address), from: from.address, to, raw}
  const deadline = AbortSignal.timeout(limits.attemptMs)
  try {
    const {isPrivateAllowed, port} = settings
    const stop = AbortSignal.any([signal, deadline])
    const socket = await ports.dial({host, port, isEncrypted: security !== 'none', isPrivateAllowed}, stop)
    const end = await smtpTalk(talk, {socket, limits, deadline}, signal)
    return 'kind' in end ? withState(end, state) : mailOutcome(state, end)
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.aborted)
      return withState({kind: 'retry', error: `"${host}" could not be reached in time`}, state)
    if (!(error instanceof RevschedError)) throw error
    return withState({kind: error.canPass ? 'retry' : 'failed', error: wordsOf(error)}, state)
  }
}

/** The owner's own, or the channel's; null for what is no address: it may come from the CRM. */
function recipientsOf({to}: EmailSettings, {recipient}: Sending): readonly string[] | null {
  if (recipient === null) return to
  const address = mailAddress(recipient)
  return address === null ? null : [address]
}

/** What earlier attempts reached stays reached, whatever became of this one. */
function withState(outcome: DeliveryOutcome, state: MailState): DeliveryOutcome {
  if (outcome.kind === 'retry') return {...outcome, state}
  if (outcome.kind !== 'failed' || state.accepted.length === 0) return outcome
  return {kind: 'partial', error: outcome.error, state}
}

function wordsOf({message, hint}: RevschedError): string {
  return hint === undefined ? message : `${message}: ${hint}`
}
