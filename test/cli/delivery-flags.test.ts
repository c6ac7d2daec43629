import {describe, expect, it} from 'vitest'
import {addCommand} from '../../src/cli/commands/add.js'
import {editCommand} from '../../src/cli/commands/edit.js'
import type {OwnerDigests} from '../../src/domain/delivery/owner-digests.js'
import {aListing} from '../support/a-scheduled-review.js'
import {aChannel} from '../support/an-outbox.js'
import {noScheduleFlags} from '../support/no-access.js'
import {runCommand} from '../support/run-command.js'

const channels = [
  aChannel({id: 'ch-1', name: 'leads', kind: 'email'}),
  aChannel({id: 'ch-2', name: 'bot', kind: 'slack', settings: {via: 'bot'}}),
  aChannel({id: 'ch-3', name: 'hook', kind: 'slack', settings: {via: 'webhook'}}),
]
const none = {pingUrlStdin: false, allowPrivateAddress: false, ...noScheduleFlags, json: false}

const edit = (given: object, before: Parameters<typeof aListing>[0] = {}) =>
  runCommand(
    editCommand,
    {...none, ping: true, filter: true, without: [], ref: 'weekly', ...given},
    {stored: {channels: [...channels], reviews: [aListing(before)]}},
  )
const add = (given: object) =>
  runCommand(
    addCommand,
    {...none, name: 'nightly', connection: 'emea', schedule: '@daily', ...given},
    {stored: {channels: [...channels], reviews: []}},
  )

const byMail: OwnerDigests = {channel: 'leads', recipients: {Ada: 'ada@acme.com'}, domains: ['acme.com']}
const byBot: OwnerDigests = {channel: 'bot', recipients: {Ada: 'U024BE7LH'}, domains: []}
const to = (...ownerRecipient: string[]) => ({ownerRecipient})
const refusal = (message: string, hint: string) => ({
  code: 'usage',
  message: expect.stringContaining(message),
  hint: expect.stringContaining(hint),
})

describe('recipients of owner digests', () => {
  it.each<[string, object, OwnerDigests | null, Record<string, string>]>([
    [
      'an address',
      {ownerDigests: 'leads', ownerDomain: ['acme.com'], ...to('Ada=ada@acme.com')},
      null,
      byMail.recipients,
    ],
    ['a member', {ownerDigests: 'bot', ...to('Ada=U024BE7LH')}, null, byBot.recipients],
    ['the direct messages of one', to('Bob=D024BE7LH'), byBot, {Ada: 'U024BE7LH', Bob: 'D024BE7LH'}],
    ['another one', to('Ada=x@acme.com', 'Ada=ada.l@acme.com'), byMail, {Ada: 'ada.l@acme.com'}],
    ['no one any more', to('Ada='), byMail, {}],
    ['others for it', to('Ada=', 'Bob=bob@acme.com'), byMail, {Bob: 'bob@acme.com'}],
    ['those of another channel', {ownerDigests: 'bot', ...to('Ada=U024BE7LH')}, byMail, byBot.recipients],
    ['no one of another channel', {ownerDigests: 'bot', ...to('Ada=')}, byMail, {}],
  ])('are stored: %s', async (_, given, ownerDigests, recipients) => {
    const {error, stored} = await edit(given, {ownerDigests})
    expect([error, stored.reviews[0]!.ownerDigests?.recipients]).toEqual([null, recipients])
  })

  const noAddress = (recipient: string) =>
    `"${recipient}" of "Ada" is not an address, which the channel "leads"`
  const noMember = (recipient: string) =>
    `"${recipient}" of "Ada" is not a Slack member id, which the channel "bot"`

  it.each<[string, object, OwnerDigests | null, object]>([
    ['a member by mail', to('Ada=U024BE7LH'), byMail, refusal(noAddress('U024BE7LH'), '"Ada=ada@acme.com"')],
    [
      'no address',
      to('Ada=ada@acme'),
      byMail,
      refusal(noAddress('ada@acme'), 'take it away: --owner-recipient "Ada="'),
    ],
    [
      'an address by bot',
      to('Ada=ada@acme.com'),
      byBot,
      refusal(noMember('ada@acme.com'), '"Ada=U024BE7LH"'),
    ],
    ['a channel by bot', to('Ada=C024BE7LH'), byBot, refusal(noMember('C024BE7LH'), '"Ada=U024BE7LH"')],
    ['4 letters after the first', to('Ada=U024B'), byBot, refusal(noMember('U024B'), '"Ada="')],
    ['addresses that are stored', {ownerDigests: 'bot'}, byMail, refusal(noMember('ada@acme.com'), '"Ada="')],
    ['members that are stored', {ownerDigests: 'leads'}, byBot, refusal(noAddress('U024BE7LH'), '"Ada="')],
    [
      'another domain',
      to('Bob=bob@else.com'),
      byMail,
      refusal('"bob@else.com" of "Bob" is not of', '--owner-domain else.com'),
    ],
    [
      'nobody known',
      to('Adda='),
      byMail,
      refusal('no recipient is stored for "Adda"', 'did you mean "Ada"?'),
    ],
    ['no owner', to('=a@acme.com'), byMail, refusal('is not an owner', '"Ada Lovelace=ada@acme.com"')],
    ['no channel', to('Ada='), null, refusal('go with --owner-digests', 'names the channel')],
    [
      'a channel for all',
      {ownerDigests: 'hook'},
      null,
      refusal('"hook" cannot send to single people', 'with a bot'),
    ],
  ])('are refused: %s', async (_, given, ownerDigests, expected) => {
    const {error, stored} = await edit(given, {ownerDigests})
    expect(error).toMatchObject(expected)
    expect(stored.reviews[0]!.ownerDigests).toEqual(ownerDigests)
  })

  it('are checked by add as well', async () => {
    const {error, stored} = await add({ownerDigests: 'leads', ...to('Ada=U024BE7LH')})
    expect([error, stored.reviews]).toEqual([expect.objectContaining({code: 'usage'}), []])
  })
})

describe('addresses of the CRM', () => {
  const byCrm: OwnerDigests = {...byMail, addresses: 'crm'}
  const fromCrm = {ownerAddresses: 'crm'}

  it.each<[string, object, OwnerDigests | null, OwnerDigests | null]>([
    [
      'with the digests',
      {ownerDigests: 'leads', ownerDomain: ['acme.com'], ...fromCrm},
      null,
      {...byCrm, recipients: {}},
    ],
    ['later', fromCrm, byMail, byCrm],
    [
      'by a bot',
      {ownerDigests: 'bot', ...to('Ada='), ...fromCrm},
      byMail,
      {...byCrm, channel: 'bot', recipients: {}},
    ],
    ['no more', {ownerAddresses: 'map'}, byCrm, byMail],
    ['as before', to('Ada='), byCrm, {...byCrm, recipients: {}}],
    ['with the digests taken away', {without: ['ownerDigests']}, byCrm, null],
  ])('are turned on and off: %s', async (_, given, before, after) => {
    const {error, stored} = await edit(given, {ownerDigests: before})
    expect([error, stored.reviews[0]!.ownerDigests]).toEqual([null, after])
  })

  it.each<[string, object, OwnerDigests | null, object]>([
    [
      'of no domain',
      {ownerDigests: 'bot', ...fromCrm},
      null,
      refusal('only of domains', '--owner-domain acme.com'),
    ],
    [
      'by no channel',
      fromCrm,
      null,
      refusal('--owner-addresses go with --owner-digests', 'names the channel'),
    ],
    [
      'of digests that end',
      {without: ['ownerDigests'], ...fromCrm},
      byMail,
      refusal('takes away', 'give one'),
    ],
  ])('are refused: %s', async (_, given, ownerDigests, expected) => {
    const {error, stored} = await edit(given, {ownerDigests})
    expect(error).toMatchObject(expected)
    expect(stored.reviews[0]!.ownerDigests).toEqual(ownerDigests)
  })
})

describe('the template', () => {
  const before = {title: 'Monday', intro: 'Hello', length: 5}

  it.each([
    ['an empty title', {title: ''}, {intro: 'Hello', length: 5}],
    ['an intro of blanks', {intro: '  '}, {title: 'Monday', length: 5}],
    ['another title', {title: 'Tuesday', intro: ''}, {title: 'Tuesday', length: 5}],
  ])('is the default again for %s', async (_, given, template) => {
    expect((await edit(given, {template: before})).stored.reviews[0]!.template).toEqual(template)
  })

  it('is none where nothing differs', async () => {
    expect((await edit({title: ''}, {template: {title: 'Monday'}})).stored.reviews[0]!.template).toBeNull()
    expect((await add({title: '', intro: ''})).stored.reviews[0]!.template).toBeNull()
  })
})

describe('the locale', () => {
  it.each([
    ['de-DE', 'de-DE'],
    ['en-gb', 'en-GB'],
    ['zh-Hans-CN', 'zh-Hans-CN'],
    ['ar-EG-u-nu-latn', 'ar-EG-u-nu-latn'],
    ['', null],
  ])('"%s" is stored as %s', async (locale, kept) => {
    expect((await edit({locale}, {locale: 'fr-FR'})).stored.reviews[0]!.locale).toBe(kept)
    expect((await add({locale})).stored.reviews[0]!.locale).toBe(kept)
  })

  it.each([
    ['de_DE', 'did you mean --locale de-DE?'],
    ['en_US.UTF-8', 'did you mean --locale en-US?'],
    ['german', 'for example: --locale de-DE'],
    ['xx-YY', 'for example: --locale de-DE'],
    ['de DE', 'for example: --locale de-DE'],
    ['und', 'for example: --locale de-DE'],
    ['C', 'for example: --locale de-DE'],
  ])('"%s" is refused', async (locale, hint) => {
    const {error, stored} = await edit({locale}, {locale: 'fr-FR'})
    expect(error).toMatchObject(refusal(`"${locale}" is not a locale`, hint))
    expect(stored.reviews[0]!.locale).toBe('fr-FR')
    expect((await add({locale})).error).toMatchObject({code: 'usage'})
  })
})

describe('what is taken away', () => {
  it.each([
    ['channels', {without: ['channel']}, {deliveryChannels: [], ownerDigests: byMail}],
    ['digests of owners', {without: ['ownerDigests']}, {deliveryChannels: ['hook'], ownerDigests: null}],
    [
      'digests of owners for channels',
      {without: ['ownerDigests'], channel: ['bot']},
      {deliveryChannels: ['bot'], ownerDigests: null},
    ],
    ['channels for those of owners', {without: ['channel'], ownerDigests: 'leads'}, {deliveryChannels: []}],
  ])('is gone: %s', async (_, given, after) => {
    const {error, stored} = await edit(given, {deliveryChannels: ['hook'], ownerDigests: byMail})
    expect(error).toBeNull()
    expect(stored.reviews[0]).toMatchObject(after)
  })

  it.each([
    ['a channel', {without: ['channel'], channel: ['hook']}, '--no-channel takes away what --channel gives'],
    ['a way', {without: ['ownerDigests'], ownerDigests: 'leads'}, '--no-owner-digests takes away'],
    ['a recipient', {without: ['ownerDigests'], ...to('Ada=')}, '--no-owner-digests takes away'],
    ['a domain', {without: ['ownerDigests'], ownerDomain: ['acme.com']}, '--no-owner-digests takes away'],
  ])('is not given at once: %s', async (_, given, message) => {
    expect((await edit(given)).error).toMatchObject(refusal(message, 'give one of them'))
  })
})
