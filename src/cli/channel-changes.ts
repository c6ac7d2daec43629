import type * as z from 'zod/mini'
import type {Channel, ChannelKind} from '../domain/delivery/channel.js'
import {RevschedError} from '../domain/errors.js'
import {channelInput, type FlagName, flagsOf, flagWords, givenSettings, settingOf} from './channel-flags.js'
import type {FlagSpec} from './command.js'
import {texts} from './inputs.js'

const optional: readonly FlagName[] = [
  'channel',
  'csv',
  'smtpUser',
  'replyTo',
  'header',
  'keep',
  'allDeals',
  'allowPrivateAddress',
]

const awayWords = (name: FlagName) => flagWords(name).replace('--', '--no-')

/** What `channel edit` takes away again, each with its own flag. */
export const noChannelFlags: readonly FlagSpec[] = optional.map(name => ({
  syntax: awayWords(name),
  describe: `Without ${flagWords(name)} again`,
  takesAway: settingOf(name),
}))

export const channelEditInput = {...channelInput, without: texts()}

type Input = z.infer<z.ZodMiniObject<typeof channelEditInput>>

/**
 * The settings from then on, not checked yet: what is given takes the place of what was, whole lists as well. Throws `usage` for what does
 * not go with its kind, and where nothing is given at all.
 */
export function changedSettings(
  {kind, settings}: Channel,
  {without, ...input}: Input,
  cwd: string,
): Record<string, unknown> {
  const given = givenSettings(kind, input, cwd)
  refuseAway(kind, without)
  if (Object.keys(given).length + without.length === 0 && !input.secretStdin)
    throw new RevschedError('usage', 'there is nothing to change', {
      hint: 'revsched channel edit --help shows what can be changed',
    })
  const kept = Object.entries(settings).filter(([name]) => !without.includes(name))
  return {...Object.fromEntries(kept), ...given}
}

function refuseAway(kind: ChannelKind, without: readonly string[]): void {
  const allowed = optional.filter(name => flagsOf[kind].includes(name))
  const wrong = optional.find(name => without.includes(settingOf(name)) && !allowed.includes(name))
  if (wrong === undefined) return
  throw new RevschedError('usage', `${awayWords(wrong)} does not go with channels of kind "${kind}"`, {
    hint: `it may be: ${allowed.map(awayWords).join(', ')}`,
  })
}
