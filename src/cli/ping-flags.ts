import * as z from 'zod/mini'
import type {NewScheduledReview} from '../app/add-scheduled-review.js'
import {RevschedError} from '../domain/errors.js'
import type {FlagSpec} from './command.js'
import type {CommandContext} from './context.js'
import {flag} from './inputs.js'
import {secretLine} from './secret-line.js'

const variable = 'REVSCHED_PING_URL'

export const pingFlags: readonly FlagSpec[] = [
  {
    syntax: '--ping-url-stdin',
    describe: `Tell this URL of starts, successes and failures (healthchecks.io): asked for, or read from a pipe; else ${variable}`,
  },
  {
    syntax: '--allow-private-address',
    describe: 'Let that URL lead to this machine or into its network, also by http',
  },
]

export const pingInput = {pingUrlStdin: flag(), allowPrivateAddress: flag()}

export const noPingFlag: FlagSpec = {syntax: '--no-ping', describe: 'Tell nobody any more'}

/** commander gives the flag without its "no". */
export const noPingInput = {ping: z._default(z.boolean(), true)}

type PingInput = z.infer<z.ZodMiniObject<typeof pingInput>>

/** Where pings are to go, as it was given by standard input or the environment; empty where it was not. Throws `usage`. */
export async function givenPing(
  context: CommandContext,
  {pingUrlStdin, allowPrivateAddress: isPrivateAllowed}: PingInput,
): Promise<Pick<NewScheduledReview, 'sealPing'>> {
  const {host} = context
  const text = pingUrlStdin ? await secretLine(context, 'ping URL') : (host.environment(variable) ?? '')
  if (text === '') {
    if (!pingUrlStdin && !isPrivateAllowed) return {}
    throw new RevschedError('usage', `no ping URL was given`, {
      hint: `type it, pipe it into --ping-url-stdin, or set ${variable} for this command`,
    })
  }
  const {parsePingTarget} = await import('../domain/ping/ping-target.js')
  const {sealPing} = await import('../app/seal-ping.js')
  const target = parsePingTarget(text, {isPrivateAllowed})
  const [secrets, box] = [await context.database(), await context.secretBox()]
  return {sealPing: reviewId => sealPing({secrets, box}, target, reviewId)}
}

/** The same for a review that has a URL already, perhaps: `--no-ping` takes it away. */
export async function changedPing(
  context: CommandContext,
  {ping, ...input}: PingInput & {ping: boolean},
): Promise<Pick<NewScheduledReview, 'sealPing'>> {
  if (ping) return givenPing(context, input)
  if (input.pingUrlStdin || input.allowPrivateAddress)
    throw new RevschedError('usage', '--no-ping takes the URL away that the other flags would set')
  return {sealPing: async () => null}
}
