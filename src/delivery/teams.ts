import * as z from 'zod/mini'
import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import {RevschedError} from '../domain/errors.js'
import {parseSecretUrl, shownUrl} from '../domain/network/secret-url.js'
import type {ChannelDriver, DigestTask} from '../domain/ports/channel-driver.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import {digestOf} from '../report/digest.js'
import {asRepeatedCard, type CardElement, teamsMessage} from '../report/teams-card.js'
import {givenSettings} from './given-settings.js'
import {answerToPost, type PostAnswer, statusOutcomeOnce} from './http-outcome.js'
import {placeOfUrl} from './place-of-url.js'

// A digest in Microsoft Teams, over the webhook of a workflow: docs/delivery-teams.md.

const settingsSchema = z.strictObject({isPrivateAllowed: z.optional(z.boolean())})

const words = {isPrivateAllowed: {flag: '--allow-private-address', takes: 'no value'}}

const example = 'https://….api.powerplatform.com/…/invoke?…&sig=…'

/** Of Office connectors, which Microsoft has turned off. */
const retiredHosts = /(^|\.)(webhook\.office\.com|outlook\.office(365)?\.com)$/

export const teamsDriver: ChannelDriver = {
  kind: 'teams',
  secretPrompt: () => `URL of the workflow's webhook (${example})`,
  parseSettings: given => givenSettings(settingsSchema, given, words),
  parseSecret: (given, {isPrivateAllowed}) =>
    parseUrl(given.trim(), {isPrivateAllowed: isPrivateAllowed === true}),
  targetOf: (_, secret) => (secret === null ? 'a workflow of Teams' : shownUrl({url: secret})),
  placeOf: ({isPrivateAllowed}, secret) =>
    secret === null ? null : placeOfUrl(secret, {isPrivateAllowed: isPrivateAllowed === true}),
  render: cardOf,
  async send({settings, secret, message, recipient, isRepeat, now}, {http}, signal) {
    if (secret === null) return failed('the channel has no webhook URL; add it again')
    if (recipient !== null)
      return failed(
        'a workflow of Teams posts to one place, not to a person; send digests of owners by email or Slack',
      )
    const card = message.card as CardElement
    const post = {
      url: secret,
      headers: {'content-type': 'application/json; charset=utf-8'},
      body: JSON.stringify(isRepeat ? asRepeatedCard(card) : card),
      isPrivateAllowed: settings.isPrivateAllowed === true,
    }
    const answer = await answerToPost(post, {http}, signal)
    return 'kind' in answer ? answer : outcomeOf(answer, {url: secret, now})
  },
}

function cardOf(task: DigestTask): {card: CardElement} {
  return {card: teamsMessage(digestOf({...task, analysis: decodeAnalysis(task.document)}))}
}

function failed(error: string): DeliveryOutcome {
  return {kind: 'failed', error}
}

function parseUrl(text: string, rules: {isPrivateAllowed: boolean}): string {
  const url = parseSecretUrl(text, {called: 'the webhook URL', example, ...rules})
  const {hostname, searchParams} = new URL(url)
  if (retiredHosts.test(hostname))
    throw new RevschedError(
      'usage',
      'the webhook URL is that of an Office connector, which Microsoft has turned off',
      {
        hint: 'make a workflow in its place: docs/delivery-teams.md',
      },
    )
  // A shell cuts a URL off at its first &.
  if (!searchParams.has('sig') && !rules.isPrivateAllowed)
    throw new RevschedError('usage', 'the webhook URL has no sig=, so it is not all of it', {
      hint: 'copy it whole from the workflow',
    })
  return url
}

/** What Power Automate says in `error.code`, and what that means to who reads it. */
const codes: Readonly<Record<string, string>> = {
  WorkflowTriggerIsNotEnabled: 'the workflow is turned off; turn it on in Power Automate',
  TriggerInputSchemaMismatch:
    'the workflow takes other messages; make it from the template for webhook requests',
  DirectApiAuthorizationRequired:
    'the URL lacks its signature, or only some may call it; let anyone trigger the workflow',
  DirectApiRequestHasMoreThanOneAuthorization: 'only some may call it; let anyone trigger the workflow',
  InvalidSignature: 'its signature holds no more; copy the URL again',
  AuthorizationFailed: 'its signature holds no more; copy the URL again',
  WorkflowNotFound: 'the workflow was removed; make a new one, and add the channel again',
}

function outcomeOf(answer: PostAnswer, {url, now}: {url: string; now: Date}): DeliveryOutcome {
  const outcome = statusOutcomeOnce(answer, {url, now})
  const code = outcome.kind === 'sent' ? undefined : /"code"\s*:\s*"(\w{1,60})"/.exec(answer.body ?? '')?.[1]
  if (!('error' in outcome) || code === undefined || !Object.hasOwn(codes, code)) return outcome
  return {...outcome, error: `${outcome.error}, "${code}": ${codes[code]}`}
}
