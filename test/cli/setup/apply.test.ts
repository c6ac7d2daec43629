import {describe, expect, it} from 'vitest'
import type {Database} from '../../../src/domain/ports/store.js'
import {setupCommands} from '../../support/a-setup.js'
import {aNewReview, useCase} from '../../support/use-case.js'

// Monday 16 November 2026, 04:00 in New York. Ann has two connections, two channels and a scheduled review.
const given = useCase('2026-11-16T09:00:00Z', async () => {
  await applied(start)
})
const {apply, applied, plan, files, variables, contextAs} = setupCommands(given)

const start = `version: 1
connections:
  emea: {kind: file, path: deals.csv}
  apac: {kind: hubspot, secret: <TOKEN>}
channels:
  archive: {kind: file, folder: reports}
  pipeline: {kind: slack, secret: <SLACK>}
reviews:
  weekly:
    connection: emea
    schedule: every monday at 6am
    timezone: America/New_York
    channel: archive
    pingUrl: <PING>
`

const weekly = async () => given.at.database.findReview(given.at.ann.id, 'weekly')

const shownValue = (value: unknown) =>
  value === null ? '-' : typeof value === 'string' ? value : JSON.stringify(value)

/** What becomes of each entry: `~ reviews weekly: timeout - -> 20m`. */
async function changes(text: string, flags = {}): Promise<string[]> {
  const told = await plan(text, {dryRun: true, ...flags})
  const signs = {create: '+', update: '~', remove: '-'}
  type Told = {section: string; name: string; action: keyof typeof signs; fields: Record<string, unknown>[]}
  return told.changes.map(({section, name, action, fields}: Told) => {
    const shown = fields.map(({key, before, after}) => `${key} ${shownValue(before)} -> ${shownValue(after)}`)
    return `${signs[action]} ${section} ${name}${action === 'update' ? `: ${shown.join('; ')}` : ''}`
  })
}

const replaced = (from: string, to: string) => {
  expect(start).toContain(from)
  return start.replace(from, to)
}

describe('what a file changes', () => {
  it.each<[name: string, file: string, changes: string[]]>([
    ['nothing, once more', start, []],
    ['nothing, in other words', replaced('every monday at 6am', 'mondays at 06:00'), []],
    ['nothing, where it names nothing', 'version: 1', []],
    ['a path', replaced('deals.csv', 'o.csv'), ['~ connections emea: path /data/deals.csv -> /data/o.csv']],
    [
      'a setting that was not there, and one that is no more',
      replaced('channel: archive', 'timeout: 20m'),
      ['~ reviews weekly: channel ["archive"] -> -; timeout - -> 20m'],
    ],
    ['a secret', replaced('<TOKEN>', '<OTHER_TOKEN>'), ['~ connections apac: secret set -> replaced']],
    [
      'no secret: the stored ones stay',
      start.replace(', secret: <TOKEN>', '').replace(', secret: <SLACK>', ''),
      [],
    ],
    [
      'a ping URL, which can go',
      replaced('    pingUrl: <PING>\n', ''),
      ['~ reviews weekly: pingUrl https://hc-ping.com/eb09… -> -'],
    ],
    [
      'a ping URL that looks the same',
      replaced('<PING>', '<PING_TOO>'),
      ['~ reviews weekly: pingUrl https://hc-ping.com/eb09… -> https://hc-ping.com/eb09… (another one)'],
    ],
    [
      'another connection',
      replaced('connection: emea', 'connection: apac'),
      ['~ reviews weekly: connection emea -> apac'],
    ],
    [
      'a login that goes elsewhere, with its secret',
      replaced('kind: hubspot, ', 'kind: hubspot, apiUrl: https://api-eu1.hubapi.com, '),
      ['~ connections apac: apiUrl - -> https://api-eu1.hubapi.com; secret set -> replaced'],
    ],
    [
      'a login that a person has to make',
      replaced('kind: hubspot, secret: <TOKEN>', 'kind: hubspot, login: browser, clientId: abc'),
      ['~ connections apac: login - -> browser; clientId - -> abc; secret set -> -'],
    ],
    ['a pause', `${start}    paused: end of quarter\n`, ['~ reviews weekly: paused - -> end of quarter']],
    ['no pause', `${start}    paused: false\n`, []],
  ])('%s', async (_, file, expected) => {
    variables.PING_TOO = 'https://hc-ping.com/eb095278-other'
    expect(await changes(file)).toEqual(expected)
    const before = given.place.dump()
    await applied(file)
    const after = given.place.dump()
    if (expected.length === 0) expect(after).toEqual(before)
    // Written once, and not again.
    expect(await applied(file)).toMatch(/^nothing to change/)
    expect(given.place.dump()).toEqual(after)
  })

  it('is shown in the words of the file, with the next times, and nothing of a secret', async () => {
    const file = `${replaced('every monday at 6am', '30 7 * * 2').replace('<TOKEN>', '<OTHER_TOKEN>')}
  new: {connection: emea, schedule: 0 6 1 * *, timezone: UTC}`
    const {out, err} = await apply(file, {dryRun: true, prune: true})
    expect(out).toBe(`connections
  ~ apac
      ~ secret: set -> replaced
reviews
  ~ weekly
      ~ schedule: 0 6 * * 1 -> 30 7 * * 2
        next  Tue 17 Nov 2026 07:30 -05:00
        next  Tue 24 Nov 2026 07:30 -05:00
        next  Tue 1 Dec 2026 07:30 -05:00
  + new
      + connection: emea
      + schedule: 0 6 1 * *
      + timezone: UTC
        next  Tue 1 Dec 2026 06:00 +00:00
        next  Fri 1 Jan 2027 06:00 +00:00
        next  Mon 1 Feb 2027 06:00 +00:00

1 to create, 2 to change, 3 unchanged; nothing was written
`)
    expect(out + err).not.toContain('planted')
    expect((await apply(file)).err).toContain('next: revsched connection test apac')
  })

  it('reads standard input, with paths from the current folder', async () => {
    files.set('stdin', 'version: 1\nconnections: {more: {kind: file, path: x.csv}}')
    expect(await applied('', {file: '-'})).toContain('path: /data/x.csv')
  })
})

describe('the times of a review', () => {
  it('begin from now with another schedule, as by edit, and are left alone with the same one', async () => {
    given.at.clock.set('2026-11-16T12:00:00Z')
    await applied(replaced('channel: archive', 'timeout: 20m'))
    // Monday at six has passed, and is for the daemon to catch up.
    expect(await weekly()).toMatchObject({
      nextRunAt: new Date('2026-11-16T11:00:00Z'),
      cursor: new Date('2026-11-16T09:00:00Z'),
    })
    await applied(replaced('every monday at 6am', '30 7 * * *'))
    expect(await weekly()).toMatchObject({
      nextRunAt: new Date('2026-11-16T12:30:00Z'),
      cursor: new Date('2026-11-16T12:00:00Z'),
    })
  })

  it('end with a pause, and begin from its end', async () => {
    await applied(`${start}    paused: true\n`)
    expect(await weekly()).toMatchObject({isActive: false, pausedReason: null, nextRunAt: null})
    expect((await apply(start)).err).toContain('weekly is paused, and stays so')
    given.at.clock.set('2026-11-16T12:00:00Z')
    await applied(`${start}    paused: false\n`)
    expect(await weekly()).toMatchObject({
      isActive: true,
      nextRunAt: new Date('2026-11-23T11:00:00Z'),
      cursor: new Date('2026-11-16T12:00:00Z'),
    })
  })
})

describe('--prune', () => {
  const without = (...lines: string[]) => lines.reduce((text, line) => text.replace(line, ''), start)

  it.each<[name: string, file: string, changes: string[]]>([
    ['nothing, where all is in the file', start, []],
    [
      'what is not',
      without('  apac: {kind: hubspot, secret: <TOKEN>}\n', '  pipeline: {kind: slack, secret: <SLACK>}\n'),
      ['- channels pipeline', '- connections apac'],
    ],
    [
      'a review, and what only that one has used',
      'version: 1\nconnections: {apac: {kind: hubspot}}\nchannels: {pipeline: {kind: slack}}\nreviews: {new: {connection: apac, schedule: 0 6 1 * *, timezone: UTC}}',
      ['+ reviews new', '- channels archive', '- connections emea', '- reviews weekly'],
    ],
  ])('removes %s', async (_, file, expected) => {
    expect((await changes(file, {prune: true})).sort()).toEqual(expected)
    expect(await changes(file)).toEqual(expected.filter(line => !line.startsWith('-')))
    await applied(file, {prune: true})
    expect(await applied(file, {prune: true})).toMatch(/^nothing to change/)
  })

  it.each<[name: string, file: string, problems: string[]]>([
    [
      'anything by a file that names nothing',
      'version: 1',
      [
        'the file has no connections, and --prune would remove all 2 stored ones',
        'the file has no channels, and --prune would remove all 2 stored ones',
        'the file has no reviews, and --prune would remove all 1 stored one',
      ],
    ],
    ['anything by an empty file', '', ['the file is empty']],
    [
      'a section of which nothing is named',
      `${start.slice(0, start.indexOf('reviews:'))}reviews: {}`,
      ['the file has no reviews, and --prune would remove all 1 stored one'],
    ],
    [
      'what a review of the file uses',
      without('  emea: {kind: file, path: deals.csv}\n', '  archive: {kind: file, folder: reports}\n'),
      [
        'the review "weekly" uses the connection "emea", which is not in the file: --prune would remove it',
        'the review "weekly" uses the channel "archive", which is not in the file: --prune would remove it',
      ],
    ],
  ])('does not remove %s', async (_, file, expected) => {
    const before = given.place.dump()
    const {error, err} = await apply(file, {prune: true})
    expect(error).toMatchObject({code: 'config'})
    expect(err.match(/^reviews.yaml:\d+:\d+: .*/gm)!.map(line => line.replace(/^\S+ /, ''))).toEqual(expected)
    expect(given.place.dump()).toEqual(before)
  })
})

describe('only what a user may', () => {
  it('is done: without the tier, no schedule begins', async () => {
    const guest = await given.user('guest', 'free')
    const asGuest = {actor: async () => guest}
    const connection = 'version: 1\nconnections: {mine: {kind: file, path: x.csv}}'
    expect((await apply(connection, {}, asGuest)).error).toBe(null)
    const before = given.place.dump()
    const file = `${connection}\nreviews: {r: {connection: mine, schedule: 0 6 1 * *, timezone: UTC}}`
    expect((await apply(file, {}, asGuest)).error).toMatchObject({code: 'forbidden'})
    const foreign = file.replace('connection: mine', 'connection: emea')
    expect((await apply(foreign, {}, asGuest)).error).toMatchObject({code: 'config'})
    expect(given.place.dump()).toEqual(before)
  })

  it('is removed: others keep theirs', async () => {
    const bob = await given.user('bob', 'team')
    await given.connect(bob, 'theirs')
    await given.schedule({...aNewReview(), name: 'also', connection: 'theirs'}, bob)
    expect(await applied(start, {prune: true})).toMatch(/^nothing to change/)
    expect(await given.at.database.listReviews(bob.id)).toHaveLength(1)
  })
})

describe('all or nothing', () => {
  const file = `${start.replace('deals.csv', 'other.csv').replace('<TOKEN>', '<OTHER_TOKEN>')}
  second: {connection: emea, schedule: 0 6 1 * *, timezone: UTC}
  third: {connection: emea, schedule: 0 6 1 * *, timezone: UTC}
`
  /** When all is planned, before the write, another process does `work`. */
  const meanwhile = (work: (other: Database) => Promise<unknown>) => {
    let isDone = false
    const {database} = given.at
    const slow: Database = {
      ...database,
      async writeSetup(writes) {
        if (!isDone) await work(await given.place.open())
        isDone = true
        await database.writeSetup(writes)
      },
    }
    return {database: async () => slow}
  }
  const rows = () => ({...given.place.dump(), login_locks: []})

  it('is written where another one takes the last name meanwhile', async () => {
    let before = {}
    const taken = meanwhile(async other => {
      await other.addReviews([{...(await weekly()), id: 'another', name: 'third', pingUrl: null}])
      before = rows()
    })
    const {error, out} = await apply(file, {}, taken)
    expect(error).toMatchObject({
      code: 'conflict',
      message: 'there is a scheduled review called "third" already; nothing was applied',
    })
    expect([out, rows()]).toEqual(['', before])
    expect(await applied(file)).toContain('3 changed')
  })

  it('is written where another one removes a connection meanwhile', async () => {
    let before = {}
    const gone = meanwhile(async other => {
      const {id} = await other.findConnection(given.at.ann.id, 'apac')
      await other.removeConnection(given.at.ann.id, id)
      before = rows()
    })
    expect((await apply(file, {}, gone)).error).toMatchObject({
      code: 'not-found',
      message: 'the connection was removed meanwhile; nothing was applied',
    })
    expect(rows()).toEqual(before)
  })

  it('is planned again where another one edits a review meanwhile', async () => {
    const edited = meanwhile(async other => {
      const review = await weekly()
      const updatedAt = new Date(review.updatedAt.getTime() + 5)
      await other.updateReview({...review, description: 'theirs', updatedAt}, review.updatedAt)
    })
    expect((await apply(file.replace('channel: archive', 'timeout: 20m'), {}, edited)).error).toBe(null)
    expect(await weekly()).toMatchObject({description: null, timeoutMs: 1_200_000})
  })

  it('is written by a dry run: nothing', async () => {
    const before = given.place.dump()
    await applied(file, {dryRun: true})
    expect(given.place.dump()).toEqual(before)
  })
})

it('a login has the same secret, whatever tokens were fetched with it since', async () => {
  const acme = (secret: string) =>
    `version: 1\nconnections: {acme: {kind: salesforce, login: client-credentials, clientId: abc, loginUrl: https://acme.my.salesforce.com, secret: ${secret}}}`
  await applied(acme('<CLIENT_SECRET>'))
  const {database, ann} = given.at
  const {id} = await database.findConnection(ann.id, 'acme')
  const box = await contextAs().secretBox()
  const fetched = {clientSecret: 'planted-client-secret', accessToken: 'x', instanceUrl: 'https://y'}
  const place = {table: 'crm_connections', id, field: 'secret'}
  await database.storeSecret(id, await box.seal(JSON.stringify(fetched), place))
  expect(await changes(acme('<CLIENT_SECRET>'))).toEqual([])
  expect(await changes(acme('<OTHER_TOKEN>'))).toEqual(['~ connections acme: secret set -> replaced'])
})
