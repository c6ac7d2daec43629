import {beforeEach, describe, expect, it} from 'vitest'
import {accessTo} from '../../src/app/access-to.js'
import {secretPlace} from '../../src/app/secret-keepers.js'
import type {CrmConnection} from '../../src/domain/crm-connection.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {CrmLogin, LoginState} from '../../src/domain/ports/crm-access.js'
import type {Database} from '../../src/domain/ports/store.js'
import {fakeSecretBox} from '../support/fake-secret-box.js'
import {noHttp} from '../support/no-access.js'
import {useCase} from '../support/use-case.js'

const given = useCase()
const box = fakeSecretBox()
let connection: CrmConnection
let signal: AbortSignal

beforeEach(async () => {
  connection = await given.connect(given.at.ann, 'emea')
  signal = new AbortController().signal
})

const notUsed = () => {
  throw new Error('not used')
}

/** A login whose secret is the number of the last token; `answer` decides what a call for one gives. */
function aLogin(answer: (state: LoginState, refused: string | null) => Promise<string | null>) {
  const asked: (string | null)[] = []
  let running = 0
  let most = 0
  const login: CrmLogin = {
    async access(_, state, refused) {
      asked.push(refused)
      most = Math.max(most, ++running)
      // Others have their turn: without a lock they would come in here.
      await new Promise(done => setTimeout(done, 5))
      running--
      const secret = await answer(state, refused)
      const accessToken = `token ${secret ?? state.secret}`
      return {grant: {accessToken, apiUrl: 'https://crm.example'}, secret}
    },
    placeOf: ({url}) => String(url),
    usesBrowser: () => false,
    authorizationUrl: notUsed,
    exchange: notUsed,
    wantedSecret: () => null,
    secretOf: (_, text) => text,
  }
  return {login, asked, most: () => most}
}

/** A token is kept until it is refused; then the next number is the token. */
const rotating = () =>
  aLogin(async ({secret}, refused) => {
    if (refused === null && secret !== null) return null
    return secret === null || refused === `token ${secret}` ? String(Number(secret ?? 0) + 1) : null
  })

function access(login: CrmLogin, store: Database = given.at.database) {
  const {clock, ids} = given.at
  const loginPorts = {http: noHttp, runProgram: notUsed, now: clock.now}
  const ports = {
    connectorOf: async () => ({login}),
    loginPorts,
    clock,
    ids,
    store,
    box: async () => box,
    owner: {lease: 'me', isAlive: (lease: string) => lease !== 'dead'},
  }
  return accessTo(ports, connection, signal)
}

async function storedSecret(): Promise<string | null> {
  const {sealed} = await given.at.database.readLogin(connection.id)
  return sealed && box.open(sealed, secretPlace(connection.id))
}

/** Moves the clock on until the work is done: who waits for a lock sleeps. */
async function moving<Result>(work: Promise<Result>): Promise<Result> {
  let isDone = false
  const ended = work.finally(() => {
    isDone = true
  })
  while (!isDone) {
    await given.at.clock.advance(100)
    await new Promise(done => setTimeout(done, 2))
  }
  return ended
}

const needsLogin = async () =>
  (await given.at.database.findConnection(given.at.ann.id, connection.id)).needsLogin

describe('the way into a CRM', () => {
  it('keeps what it was given for the whole run, and stores a secret that changed', async () => {
    const {login, asked} = rotating()
    const way = access(login)
    expect([await way.grant(null), await way.grant(null)].map(({accessToken}) => accessToken)).toEqual([
      'token 1',
      'token 1',
    ])
    expect(asked).toEqual([null])
    expect(await storedSecret()).toBe('1')
  })

  it('loses no secret when the master key is replaced at that moment', async () => {
    const {database} = given.at
    let refusals = 2
    const store = {
      ...database,
      async storeSecret(...stored: Parameters<Database['storeSecret']>) {
        if (refusals-- > 0)
          throw new RevschedError('conflict', 'the master key was replaced', {canPass: true})
        return database.storeSecret(...stored)
      },
    }
    expect((await access(rotating().login, store).grant(null)).accessToken).toBe('token 1')
    expect(await storedSecret()).toBe('1')
  })

  it('replaces a token that is refused once; refused again, the connection needs a login', async () => {
    const {login, asked} = rotating()
    const way = access(login)
    await way.grant(null)
    expect((await way.grant('token 1')).accessToken).toBe('token 2')
    await expect(way.grant('token 2')).rejects.toMatchObject({
      code: 'auth',
      canPass: false,
      hint: 'log in again: revsched connection login emea',
    })
    expect(asked).toEqual([null, 'token 1'])
    expect(await needsLogin()).toBe('file "emea" does not take the login')
  })

  it.each([
    {
      name: 'that may pass is asked for again',
      canPass: true,
      code: 'unreachable' as const,
      asked: 3,
      marked: null,
    },
    {
      name: 'that is final is not asked for again',
      canPass: false,
      code: 'auth' as const,
      asked: 2,
      marked: /./,
    },
  ])('a new token is not had, for a reason $name', async ({canPass, code, asked: calls, marked}) => {
    let fails = true
    const {login, asked} = aLogin(async ({secret}, refused) => {
      if (refused === null) return secret === null ? '1' : null
      if (fails) throw new RevschedError(code, 'no token', {canPass})
      return '2'
    })
    const way = access(login)
    await way.grant(null)
    await expect(way.grant('token 1')).rejects.toMatchObject({code, message: 'no token'})
    expect(await needsLogin()).toEqual(marked && expect.stringMatching(marked))
    fails = false
    const again = way.grant('token 1')
    if (canPass) expect((await again).accessToken).toBe('token 2')
    else await expect(again).rejects.toMatchObject({code: 'auth'})
    expect(asked.length).toBe(calls)
  })

  it('gives calls that were refused the same token at once the same new one', async () => {
    const {login, asked} = rotating()
    const way = access(login)
    await way.grant(null)
    const tokens = await Promise.all([way.grant('token 1'), way.grant('token 1'), way.grant(null)])
    expect(tokens.map(({accessToken}) => accessToken)).toEqual(['token 2', 'token 2', 'token 2'])
    expect(asked).toEqual([null, 'token 1'])
  })

  it.each([
    ['4 min 59 s', 299_000, 'auth'],
    ['5 min', 300_000, 'token 3'],
  ])('takes another token that is refused after %s for %s', async (_, ms, expected) => {
    const way = access(rotating().login)
    await way.grant(null)
    await way.grant('token 1')
    await given.at.clock.advance(ms)
    const outcome = await way.grant('token 2').then(
      ({accessToken}) => accessToken,
      (error: RevschedError) => error.code,
    )
    expect(outcome).toBe(expected)
  })

  it('gives what another run fetched meanwhile instead of fetching again', async () => {
    const {login} = rotating()
    const [one, other] = [access(login), access(login)]
    await one.grant(null)
    await other.grant(null)
    await one.grant('token 1')
    expect((await other.grant('token 1')).accessToken).toBe('token 2')
    expect(await storedSecret()).toBe('2')
  })

  it('is asked for by one run at a time, however many want a new token', async () => {
    const {login, most} = rotating()
    const runs = Array.from({length: 10}, () => access(login))
    await moving(Promise.all(runs.map(run => run.grant(null))))
    const tokens = await moving(Promise.all(runs.map(run => run.grant('token 1'))))
    expect(new Set(tokens.map(({accessToken}) => accessToken))).toEqual(new Set(['token 2']))
    expect(most()).toBe(1)
  })

  it.each([
    ['a login that only a person can mend', 'auth', 'the refresh token was revoked'],
    ['a CRM that does not answer', 'unreachable', null],
  ] as const)('marks the connection for %s', async (_, code, marked) => {
    const {login} = aLogin(async () => {
      throw new RevschedError(code, 'the refresh token was revoked')
    })
    await expect(access(login).grant(null)).rejects.toMatchObject({code})
    expect(await needsLogin()).toBe(marked)
  })

  it('marks and unmarks the connection as the CRM answers', async () => {
    const way = access(rotating().login)
    await way.grant(null)
    await way.markLogin('its rights were taken away')
    expect(await needsLogin()).toBe('its rights were taken away')
    await way.markLogin(null)
    expect(await needsLogin()).toBeNull()
  })

  it('neither marks nor overwrites a login that took the place of its own meanwhile', async () => {
    const {database} = given.at
    const loggedIn = async () => {
      const sealed = await box.seal('7', secretPlace(connection.id))
      await database.storeSecret(connection.id, sealed)
    }
    const late = access(
      aLogin(async ({secret}) => {
        if (secret === '7') return null
        await loggedIn()
        return 'of the login before'
      }).login,
    )
    expect((await late.grant(null)).accessToken).toBe('token 7')
    expect(await storedSecret()).toBe('7')
    const refused = access(
      aLogin(async ({secret}) => {
        if (secret === '8') return null
        await database.storeSecret(connection.id, await box.seal('8', secretPlace(connection.id)))
        throw new RevschedError('auth', 'the refresh token was revoked')
      }).login,
    )
    await expect(refused.grant(null)).rejects.toMatchObject({code: 'auth'})
    expect(await needsLogin()).toBeNull()
  })

  it('goes on with a secret that was only sealed anew meanwhile', async () => {
    const {login} = aLogin(async ({secret}) => {
      const again = await box.seal(secret!, secretPlace(connection.id))
      await given.at.database.storeSecret(connection.id, Buffer.concat([again, Buffer.from(' ')]))
      return '2'
    })
    await given.at.database.storeSecret(connection.id, await box.seal('1', secretPlace(connection.id)))
    expect((await access(login).grant(null)).accessToken).toBe('token 2')
    expect(await storedSecret()).toBe('2')
  })

  it.each([
    ['a living process that began 89 s ago: waits', 'alive#1', 89_000, false],
    ['a living process that began 90 s ago: goes on', 'alive#1', 90_000, true],
    ['a process that died: goes on', 'dead#1', 0, true],
  ])('behind %s', async (_, owner, ms, isFree) => {
    await given.at.database.lockLogin(connection.id, {owner, now: given.at.clock.now, forMs: 90_000})
    await given.at.clock.advance(ms)
    let isGranted = false
    const waiting = access(rotating().login)
      .grant(null)
      .then(() => {
        isGranted = true
      })
    await new Promise(done => setTimeout(done, 50))
    expect(isGranted).toBe(isFree)
    await given.at.clock.advance(1000)
    await waiting
  })
})

describe('calls of a kind', () => {
  const rate = {bucket: 'search', everyMs: 250, burst: 2}
  const reserved = async (count: number, bucket = 'search') => {
    const times: number[] = []
    for (let call = 0; call < count; call++)
      times.push(
        (
          await given.at.database.reserveCall(connection.id, {...rate, bucket}, given.at.clock.now())
        ).getTime() - given.at.clock.now().getTime(),
      )
    return times
  }

  it('may be made two at once after a pause, then every 250 ms', async () => {
    expect(await reserved(5)).toEqual([0, 0, 250, 500, 750])
    expect(await reserved(2, 'other')).toEqual([0, 0])
    await given.at.clock.advance(1000)
    expect(await reserved(2)).toEqual([0, 250])
  })

  it('of one account count together, from whatever connection', async () => {
    const {database, clock} = given.at
    const ofAccount = {...rate, account: 'hubspot 1'}
    const at = async (place: string) =>
      (await database.reserveCall(place, ofAccount, clock.now())).getTime() - clock.now().getTime()
    expect([
      await at('hubspot 1'),
      await at('hubspot 1'),
      await at('hubspot 1'),
      await at(connection.id),
    ]).toEqual([0, 0, 250, 0])
  })

  it('do not wait for hours because the clock was set back', async () => {
    await reserved(4)
    given.at.clock.set('2026-11-16T06:00:00Z')
    expect(await reserved(1)).toEqual([60_000 - 250])
  })
})
