import {describe, expect, it} from 'vitest'
import {addCommand} from '../../src/cli/commands/add.js'
import {editCommand} from '../../src/cli/commands/edit.js'
import {listCommand} from '../../src/cli/commands/list.js'
import {showCommand} from '../../src/cli/commands/show.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aListing} from '../support/a-scheduled-review.js'
import {noScheduleFlags} from '../support/no-access.js'
import {jsonOf, runCommand} from '../support/run-command.js'

const secret = 'eb095278-f28d-448d-87fb-7b75c171a6aa'
const url = `https://hc-ping.com/${secret}`
const typed = (text: string) => ({
  async readSecretLine(prompt: () => Promise<void>) {
    await prompt()
    return text
  },
})
const pingOf = (shown: string) => ({pingUrl: {sealed: Buffer.from('{"key":"key"}'), shown}})

const add = (given: {pingUrlStdin?: boolean; allowPrivateAddress?: boolean}, host: object) =>
  runCommand(
    addCommand,
    {
      pingUrlStdin: false,
      allowPrivateAddress: false,
      name: 'nightly',
      connection: 'emea',
      schedule: '@daily',
      json: false,
      ...noScheduleFlags,
      ...given,
    },
    {host},
  )

const edit = (given: object, more: Parameters<typeof aCommandContext>[0] = {}) =>
  runCommand(
    editCommand,
    {
      pingUrlStdin: false,
      allowPrivateAddress: false,
      ping: true,
      filter: true,
      without: [],
      ...noScheduleFlags,
      ref: 'weekly',
      json: false,
      ...given,
    },
    more,
  )

describe('a ping URL', () => {
  it('is asked for, sealed, and shown shortened', async () => {
    const {out, err, error, stored} = await add({pingUrlStdin: true}, typed(url))
    expect(error).toBeNull()
    expect(out).toContain('  pings     https://hc-ping.com/eb09…\n')
    expect(err).toContain('ping URL (not shown): ')
    expect(out + err).not.toContain(secret)
    const {sealed, shown} = stored.reviews.at(-1)!.pingUrl!
    expect(shown).toBe('https://hc-ping.com/eb09…')
    expect(Buffer.from(sealed).toString()).toContain(secret)
  })

  it('comes from the environment, too', async () => {
    const environment = (name: string) => (name === 'REVSCHED_PING_URL' ? url : null)
    const {stored} = await add({}, {environment})
    expect(stored.reviews.at(-1)!.pingUrl!.shown).toBe('https://hc-ping.com/eb09…')
  })

  it('is nobody, unless one is given', async () => {
    const {out, stored} = await add({}, {})
    expect(stored.reviews.at(-1)!.pingUrl).toBeNull()
    expect(out).not.toContain('pings')
  })

  it.each([
    ['nothing was typed', {pingUrlStdin: true}, ''],
    ['it is no URL', {pingUrlStdin: true}, secret],
    ['it is not encrypted', {pingUrlStdin: true}, `http://hc.internal/${secret}`],
    ['it leads to this machine', {pingUrlStdin: true}, `https://localhost/${secret}`],
    ['there is only the permission', {allowPrivateAddress: true}, url],
  ])('is refused when %s, and nothing is stored', async (_, given, text) => {
    const {error, stored, out, err} = await add(given, typed(text))
    expect(error).toMatchObject({code: 'usage'})
    expect(`${out}${err}${error}${(error as {hint?: string}).hint}`).not.toContain(secret)
    expect(stored.reviews.map(({name}) => name)).toEqual(['weekly'])
  })

  it('may lead to this machine where that is allowed', async () => {
    const given = {pingUrlStdin: true, allowPrivateAddress: true}
    const {stored} = await add(given, typed(`http://localhost:8000/ping/${secret}`))
    expect(stored.reviews.at(-1)!.pingUrl!.shown).toBe('http://localhost:8000/ping…')
  })

  it('is exchanged and taken away by edit, and stays otherwise', async () => {
    const reviews = [aListing(pingOf('https://hc-ping.com/0000…'))]
    const kept = await edit({description: 'why'}, {stored: {reviews: [...reviews]}})
    expect(kept.stored.reviews[0]!.pingUrl!.shown).toBe('https://hc-ping.com/0000…')
    const changed = await edit({pingUrlStdin: true}, {stored: {reviews: [...reviews]}, host: typed(url)})
    expect(changed.stored.reviews[0]!.pingUrl!.shown).toBe('https://hc-ping.com/eb09…')
    const removed = await edit({ping: false}, {stored: {reviews: [...reviews]}})
    expect(removed.stored.reviews[0]!.pingUrl).toBeNull()
    expect((await edit({ping: false, pingUrlStdin: true})).error).toMatchObject({code: 'usage'})
  })

  it('does not replace one that was sealed with another key', async () => {
    const other = {sealed: Buffer.from('{"key":"other"}'), shown: 'https://hc-ping.com/0000…'}
    const stored = {reviews: [aListing({pingUrl: other})]}
    const {error, stored: after} = await edit({pingUrlStdin: true}, {stored, host: typed(url)})
    expect(error).toMatchObject({code: 'config'})
    expect(after.reviews[0]!.pingUrl).toBe(other)
    // What needs no key goes on.
    expect((await edit({ping: false}, {stored})).error).toBeNull()
  })

  it('comes back shortened from list and show', async () => {
    const given = () => aCommandContext({stored: {reviews: [aListing(pingOf('https://hc-ping.com/eb09…'))]}})
    const [listed] = jsonOf(await runCommand(listCommand, {json: true, ndjson: false}, given()))
    expect(listed.pingUrl).toBe('https://hc-ping.com/eb09…')
    const shown = await runCommand(showCommand, {ref: 'weekly', json: false}, given())
    expect(shown.out).toContain('  pings     https://hc-ping.com/eb09…\n')
    expect(jsonOf(await runCommand(showCommand, {ref: 'weekly', json: true}, given())).pingUrl).toBe(
      'https://hc-ping.com/eb09…',
    )
  })
})
