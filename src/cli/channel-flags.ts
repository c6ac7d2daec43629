import {resolve} from 'node:path'
import * as z from 'zod/mini'
import {type ChannelKind, mostKeptReports} from '../domain/delivery/channel.js'
import {RevschedError} from '../domain/errors.js'
import type {FlagSpec} from './command.js'
import type {CommandContext} from './context.js'
import {flag, text, texts, wholeNumber} from './inputs.js'
import {secretLine} from './secret-line.js'

export const channelFlags: readonly FlagSpec[] = [
  {
    syntax: '--via <way>',
    describe: 'Slack: by an incoming webhook (default) or a bot',
    choices: ['webhook', 'bot'],
  },
  {syntax: '--channel <id>', describe: "Slack with a bot: where it posts, as '#pipeline' or C0123456789"},
  {syntax: '--csv', describe: 'Slack with a bot: attach the deals as CSV in the thread'},
  {
    syntax: '--blocks <form>',
    describe: "Slack: with Slack's own charts and tables (default), or plain text",
    choices: ['native', 'plain'],
  },
  {
    syntax: '--api-url <url>',
    describe:
      'Slack with a bot: where its API is, as https://slack-gov.com/api/ (default https://slack.com/api/)',
  },
  {syntax: '--host <name>', describe: 'Email: the SMTP server, as smtp.acme.com'},
  {syntax: '--port <n>', describe: 'Email: its port (default 587, 465 with tls, 25 with none)'},
  {
    syntax: '--security <kind>',
    describe: 'Email: how the connection is protected (default starttls)',
    choices: ['starttls', 'tls', 'none'],
  },
  {syntax: '--smtp-user <name>', describe: 'Email: the account that logs in; its password is asked for'},
  {syntax: '--from <sender>', describe: 'Email: as "Revenue team <revops@acme.com>"'},
  {syntax: '--to <address>', describe: 'Email: a recipient', isRepeatable: true},
  {syntax: '--reply-to <address>', describe: 'Email: where answers go'},
  {
    syntax: '--header <header>',
    describe: 'Webhook: a header to send along, as "X-Team: emea"',
    isRepeatable: true,
  },
  {syntax: '--folder <path>', describe: 'File: where reports are written'},
  {
    syntax: '--format <format>',
    describe: 'File: what is written (default html)',
    choices: ['html', 'markdown', 'text', 'json', 'csv', 'xlsx'],
  },
  {syntax: '--keep <n>', describe: 'File: so many of the newest reports of a review stay'},
  {
    syntax: '--all-deals',
    describe: 'Webhook, file: every open deal, not only the 1,000 that cost most points',
  },
  {
    syntax: '--allow-private-address',
    describe: 'Let it lead to this machine or into its network, also by http',
  },
  {
    syntax: '--secret-stdin',
    describe:
      'Read the secret (webhook URL, token, password) from standard input; else REVSCHED_CHANNEL_SECRET, or asked for',
  },
]

export const channelInput = {
  via: z.optional(text()),
  channel: z.optional(text()),
  csv: flag(),
  blocks: z.optional(text()),
  apiUrl: z.optional(text()),
  host: z.optional(text()),
  port: z.optional(wholeNumber('--port', 1, 65_535)),
  security: z.optional(text()),
  smtpUser: z.optional(text()),
  from: z.optional(text()),
  to: texts(),
  replyTo: z.optional(text()),
  header: texts(),
  folder: z.optional(text()),
  format: z.optional(text()),
  keep: z.optional(wholeNumber('--keep', 1, mostKeptReports)),
  allDeals: flag(),
  allowPrivateAddress: flag(),
  secretStdin: flag(),
}

type ChannelInput = z.infer<z.ZodMiniObject<typeof channelInput>>
export type FlagName = Exclude<keyof ChannelInput, 'secretStdin'>

export const flagsOf: Readonly<Record<ChannelKind, readonly FlagName[]>> = {
  slack: ['via', 'channel', 'csv', 'blocks', 'apiUrl', 'allowPrivateAddress'],
  email: ['host', 'port', 'security', 'smtpUser', 'from', 'to', 'replyTo', 'allowPrivateAddress'],
  webhook: ['header', 'allDeals', 'allowPrivateAddress'],
  teams: ['allowPrivateAddress'],
  file: ['folder', 'format', 'keep', 'allDeals'],
}

/** Flags that the setting has another name for. */
const settingNames: Partial<Record<FlagName, string>> = {
  smtpUser: 'user',
  header: 'headers',
  allowPrivateAddress: 'isPrivateAllowed',
}

export function settingOf(name: FlagName): string {
  return settingNames[name] ?? name
}

export function flagWords(name: FlagName): string {
  return `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

/** The settings of a new channel of that kind, as its driver takes them. */
export function channelSettings(
  kind: ChannelKind,
  input: ChannelInput,
  cwd: string,
): Record<string, unknown> {
  return {...(kind === 'file' && {format: 'html'}), ...givenSettings(kind, input, cwd)}
}

/** What was given for a channel of that kind; flags of another kind are refused. */
export function givenSettings(kind: ChannelKind, input: ChannelInput, cwd: string): Record<string, unknown> {
  const names = Object.keys(input).filter((name): name is FlagName => name !== 'secretStdin')
  const given = names.filter(name => isGiven(input[name]))
  const wrong = given.find(name => !flagsOf[kind].includes(name))
  if (wrong !== undefined) throw foreignFlag(kind, wrong)
  const settings: Record<string, unknown> = {}
  for (const name of given) settings[settingOf(name)] = input[name]
  if (input.header.length > 0) settings.headers = Object.fromEntries(input.header.map(headerOf))
  if (input.folder !== undefined) settings.folder = resolve(cwd, input.folder)
  return settings
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false
}

function foreignFlag(kind: ChannelKind, name: FlagName): RevschedError {
  return new RevschedError('usage', `${flagWords(name)} does not go with channels of kind "${kind}"`, {
    hint: `it may have: ${flagsOf[kind].map(flagWords).join(', ')}`,
  })
}

function headerOf(given: string): [string, string] {
  const at = given.indexOf(':')
  if (at > 0) return [given.slice(0, at).trim(), given.slice(at + 1).trim()]
  throw new RevschedError('usage', `"${given}" is not a header`, {
    hint: 'for example: --header "X-Team: emea"',
  })
}

const variable = 'REVSCHED_CHANNEL_SECRET'

/** Asked of a person, read from a pipe, or of the environment. */
export async function channelSecret(
  context: CommandContext,
  prompt: string,
  {secretStdin}: Pick<ChannelInput, 'secretStdin'>,
): Promise<string> {
  const fromEnvironment = secretStdin ? null : context.host.environment(variable)
  const secret = fromEnvironment ?? (await secretLine(context, prompt))
  if (secret.trim() !== '') return secret
  throw new RevschedError('usage', 'no secret was given', {
    hint: `type it, pipe it into --secret-stdin, or set ${variable} for this command: ${prompt}`,
  })
}
