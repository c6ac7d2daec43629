import * as z from 'zod/mini'
import {RevschedError} from '../domain/errors.js'
import {parseSecretUrl, shownUrl} from '../domain/network/secret-url.js'
import type {ChannelDriver} from '../domain/ports/channel-driver.js'
import {givenSettings} from './given-settings.js'

const slackApi = 'https://slack.com/api/'
const webhookHosts = ['hooks.slack.com', 'hooks.slack-gov.com']

/** Of channels, direct messages and users. */
const slackId = /^[CGDUW][A-Z0-9]{5,20}$/
const slackChannel = /^([CGDUW][A-Z0-9]{5,20}|#[^\s#@<>,"'`]{1,80})$/

const settingsSchema = z.strictObject({
  via: z._default(z.enum(['webhook', 'bot']), 'webhook'),
  /** Where a bot posts: an id, or `#name`; the URL of a webhook stands for one channel. */
  channel: z.optional(z.string().check(z.regex(slackChannel))),
  /** The run's deals as a CSV in the thread of the message. */
  csv: z._default(z.boolean(), false),
  /** Whether Slack draws charts and tables itself. */
  blocks: z._default(z.enum(['native', 'plain']), 'native'),
  isPrivateAllowed: z._default(z.boolean(), false),
  /** Where the methods of the Web API are; ends in a slash. */
  apiUrl: z._default(z.string(), slackApi),
})

const words = {
  via: {flag: '--via', takes: 'webhook or bot'},
  channel: {
    flag: '--channel',
    takes: "'#pipeline', or the id that Slack shows at the end of a channel's details",
  },
  csv: {flag: '--csv', takes: 'no value'},
  blocks: {flag: '--blocks', takes: 'native or plain'},
  isPrivateAllowed: {flag: '--allow-private-address', takes: 'no value'},
  apiUrl: {flag: '--api-url', takes: `a URL like ${slackApi}`},
}

export type SlackSettings = z.output<typeof settingsSchema>

export function isSlackId(text: string): boolean {
  return slackId.test(text)
}

export function parseSlackSettings(given: Parameters<ChannelDriver['parseSettings']>[0]): SlackSettings {
  const settings = givenSettings(settingsSchema, given, words)
  const {via, channel, csv, apiUrl, isPrivateAllowed} = settings
  if (via === 'bot' && channel === undefined)
    throw refused('a bot of Slack has to know where to post', `give --channel ${words.channel.takes}`)
  if (via === 'webhook' && channel !== undefined)
    throw refused(
      'a webhook of Slack posts to the channel that it was made for',
      'leave out --channel (--no-channel takes away the one that it has), or give --via bot',
    )
  if (via === 'webhook' && csv)
    throw refused(
      'a webhook of Slack takes no files',
      'leave out --csv (--no-csv takes it away), or give --via bot',
    )
  const url = parseSecretUrl(apiUrl, {called: 'the URL of --api-url', example: slackApi, isPrivateAllowed})
  return {...settings, apiUrl: url.endsWith('/') ? url : `${url}/`}
}

function refused(message: string, hint: string): RevschedError {
  return new RevschedError('usage', message, {hint})
}

export function slackSecretPrompt({via, apiUrl}: SlackSettings): string {
  if (via === 'webhook') return 'Webhook URL (https://hooks.slack.com/services/…)'
  const elsewhere = apiUrl === slackApi ? '' : ` for ${apiUrl}`
  return `Bot token of the Slack app (xoxb-…)${elsewhere}`
}

export function parseSlackSecret(given: string, settings: SlackSettings): string {
  const text = given.trim()
  return settings.via === 'bot' ? parseBotToken(text) : parseWebhook(text, settings)
}

function parseBotToken(text: string): string {
  if (/^xoxb-[A-Za-z0-9-]{10,250}$/.test(text)) return text
  throw new RevschedError('usage', 'that is no bot token of a Slack app', {
    hint: 'it begins with xoxb- and stands under "OAuth & Permissions" once the app is installed',
  })
}

/** Another host is that of something which speaks like Slack in one's own network. */
function parseWebhook(text: string, {isPrivateAllowed}: SlackSettings): string {
  const example = 'https://hooks.slack.com/services/…'
  const url = parseSecretUrl(text, {called: 'the webhook URL', example, isPrivateAllowed})
  const {host, pathname} = new URL(url)
  if (isPrivateAllowed && !webhookHosts.includes(host)) return url
  if (!webhookHosts.includes(host))
    throw new RevschedError('usage', `the webhook URL leads to "${host}"`, {
      hint: `one of Slack looks like ${example}`,
    })
  if (!pathname.startsWith('/services/'))
    throw new RevschedError('usage', 'the webhook URL is not that of an incoming webhook', {
      hint: `${example} takes messages; one of a workflow takes only the variables it was made for`,
    })
  return url
}

export function slackTarget({via, channel}: SlackSettings, secret: string | null): string {
  if (via === 'bot') return channel ?? 'Slack'
  return secret === null ? 'a webhook of Slack' : shownUrl({url: secret})
}
