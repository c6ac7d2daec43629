import * as z from 'zod/mini'
import type {DeliverySettings, NewScheduledReview} from '../app/add-scheduled-review.js'
import {deliverWhenAllowed, parseDeliverWhen} from '../domain/delivery/deliver-when.js'
import {digestSections, longestList} from '../domain/delivery/digest-template.js'
import {addressSources} from '../domain/delivery/owner-digests.js'
import {RevschedError} from '../domain/errors.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'
import type {FlagSpec} from './command.js'
import type {CommandContext} from './context.js'
import {oneOf, text, texts, wholeNumber} from './inputs.js'
import {type ChannelOf, givenOwnerDigests, givesOwnerDigests, ownerDigestFlags} from './owner-digest-flags.js'

/** Where the digests of a scheduled review go, when, and how they look. */
export const deliveryFlags: readonly FlagSpec[] = [
  {syntax: '--channel <name>', describe: 'Send the digest of each run there', isRepeatable: true},
  {
    syntax: '--deliver-when <condition>',
    describe: `When: ${deliverWhenAllowed}; of several, one that is met is enough`,
    isRepeatable: true,
  },
  {
    syntax: '--title <text>',
    describe: 'Title of the digest, in place of the review\'s name, which "" brings back',
  },
  {syntax: '--intro <text>', describe: 'A line of your own above the numbers; "" for none'},
  {
    syntax: '--sections <list>',
    describe: `What it tells, in this order, with commas: ${digestSections.join(', ')}`,
  },
  {syntax: '--length <n>', describe: `Rows of each list, 1 to ${longestList} (default 10)`},
  {
    syntax: '--locale <tag>',
    describe: 'How it writes dates, numbers and amounts, as de-DE; "" for 2026-11-16 and 1,234.5',
  },
  ...ownerDigestFlags,
]

export const noDeliveryFlags: readonly FlagSpec[] = [
  {syntax: '--no-channel', describe: 'Send the digest nowhere any more', takesAway: 'channel'},
  {syntax: '--no-owner-digests', describe: 'Send owners none any more', takesAway: 'ownerDigests'},
]

export const deliveryInput = {
  channel: texts(),
  deliverWhen: texts(),
  title: z.optional(text()),
  intro: z.optional(text()),
  sections: z.optional(text()),
  length: z.optional(wholeNumber('--length', 1, longestList)),
  locale: z.optional(text()),
  ownerDigests: z.optional(text()),
  ownerRecipient: texts(),
  ownerDomain: texts(),
  ownerAddresses: z.optional(oneOf(addressSources)),
}

type DeliveryInput = z.infer<z.ZodMiniObject<typeof deliveryInput>>

/** What was given, as it is stored; what of it the review keeps is `before`. Throws `usage`, and `not-found` for a channel. */
export async function givenDelivery(
  channelOf: ChannelOf,
  input: DeliveryInput,
  before: Pick<ScheduledReview, 'template' | 'ownerDigests'> | null,
): Promise<Pick<NewScheduledReview, 'delivery'>> {
  const given: Partial<DeliverySettings> = {}
  if (input.channel.length > 0) given.deliveryChannels = await channelNames(channelOf, input.channel)
  if (input.deliverWhen.length > 0) given.deliverWhen = conditions(input.deliverWhen)
  const template = templatePart(input)
  if (template) given.template = withoutEmpty({...before?.template, ...template})
  if (input.locale !== undefined) given.locale = input.locale === '' ? null : checkedLocale(input.locale)
  const digests = await givenOwnerDigests(channelOf, input, before?.ownerDigests ?? null)
  if (digests) given.ownerDigests = digests
  return Object.keys(given).length > 0 ? {delivery: given} : {}
}

/** The same for a stored review: what is given takes the place of what was. */
export async function changedDelivery(
  context: CommandContext,
  ref: string,
  {without, ...input}: DeliveryInput & {without: readonly string[]},
): Promise<Pick<NewScheduledReview, 'delivery'>> {
  const isAsked = input.channel.length + input.deliverWhen.length > 0 || givesOwnerDigests(input)
  const {title, intro, sections, length, locale} = input
  const isLook = [title, intro, sections, length, locale].some(value => value !== undefined)
  if (!isAsked && !isLook && without.length === 0) return {}
  refuseContradiction(without, input)
  const before = await (await context.database()).findReview((await context.actor()).id, ref)
  const {delivery} = await givenDelivery(storedChannel(context), input, before)
  return {
    delivery: {
      ...(without.includes('channel') && {deliveryChannels: []}),
      ...(without.includes('ownerDigests') && {ownerDigests: null}),
      ...delivery,
    },
  }
}

function refuseContradiction(without: readonly string[], input: DeliveryInput): void {
  if (without.includes('channel') && input.channel.length > 0)
    throw new RevschedError('usage', '--no-channel takes away what --channel gives', {
      hint: 'give one of them: the channels of --channel take the place of those before',
    })
  if (without.includes('ownerDigests') && givesOwnerDigests(input))
    throw new RevschedError('usage', '--no-owner-digests takes away what the other --owner flags give', {
      hint: 'give one of them; --owner-recipient "<owner>=" takes away a single owner',
    })
}

/** The channels of the acting user by what the flags call them. */
export function storedChannel({database, actor}: Pick<CommandContext, 'database' | 'actor'>): ChannelOf {
  return async ref => (await database()).findChannel((await actor()).id, ref)
}

async function channelNames(channelOf: ChannelOf, refs: readonly string[]): Promise<string[]> {
  const channels = await Promise.all(refs.map(channelOf))
  return [...new Set(channels.map(({name}) => name))]
}

function conditions(given: readonly string[]): string {
  const all = given.join(',')
  parseDeliverWhen(all)
  return all
}

function templatePart({title, intro, sections, length}: DeliveryInput): Record<string, unknown> | null {
  const part = {
    title: title === undefined ? undefined : oneLine('--title', title),
    intro: intro === undefined ? undefined : oneLine('--intro', intro),
    sections: sections === undefined ? undefined : sectionList(sections),
    length,
  }
  const given = Object.entries(part).filter(([, value]) => value !== undefined)
  return given.length > 0 ? Object.fromEntries(given) : null
}

/** An empty text is the default again. */
function withoutEmpty(template: Record<string, unknown>): Record<string, unknown> | null {
  const entries = Object.entries(template).filter(([, value]) => value !== '')
  return entries.length > 0 ? Object.fromEntries(entries) : null
}

const longestLine = 300

/** Of a title the subject of a mail is made. Blanks alone are empty. */
function oneLine(flag: string, value: string): string {
  if (value.length <= longestLine && !/\p{Cc}/u.test(value)) return value.trim() === '' ? '' : value
  throw new RevschedError('usage', `${flag} takes a line of at most ${longestLine} characters`, {
    hint: `for example: ${flag} "Pipeline on Monday"`,
  })
}

function sectionList(given: string): string[] {
  const sections = given
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '')
  const wrong = sections.find(section => !digestSections.some(known => known === section))
  if (wrong === undefined && sections.length > 0) return [...new Set(sections)]
  throw new RevschedError('usage', `"${wrong ?? given}" is not a section of a digest`, {
    hint: `it may be: ${digestSections.join(', ')}`,
  })
}

/** As it is written properly: `de-DE` for `de-de`. */
function checkedLocale(given: string): string {
  const locale = knownLocale(given)
  if (locale !== null) return locale
  // As environments have it: de_DE.UTF-8.
  const meant = knownLocale(given.replace(/[.@].*$/, '').replaceAll('_', '-'))
  throw new RevschedError('usage', `"${given}" is not a locale: it takes a tag as en, en-GB or de-DE`, {
    hint: meant === null ? 'for example: --locale de-DE' : `did you mean --locale ${meant}?`,
  })
}

/** Null for what Intl knows neither dates nor numbers of. */
function knownLocale(tag: string): string | null {
  try {
    const [locale = null] = Intl.DateTimeFormat.supportedLocalesOf(Intl.getCanonicalLocales(tag))
    return locale
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
