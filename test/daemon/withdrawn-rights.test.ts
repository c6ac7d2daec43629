import {renameSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'
import {daemonFolder, until} from '../support/daemon-folder.js'
import {addedAgo, changeIn, hourlyFarFromNow, rowsIn} from '../support/due-now.js'
import {revsched} from '../support/program.js'

// The built program as a daemon. Rights are withdrawn after a run was queued, or after its schedule was added.

const place = daemonFolder()
const hourMs = 3_600_000

let user = ''
let source = ''
beforeEach(async () => {
  source = await place.connect('emea')
  await place.done(
    'add',
    'weekly',
    '--connection',
    'emea',
    '--schedule',
    hourlyFarFromNow,
    '--timezone',
    'UTC',
  )
  user = JSON.parse(await place.done('user', 'list', '--json'))[0].name
  await place.done('user', 'add', 'bob')
})

const toFree = () => place.done('user', 'set-tier', user, 'free')
const toBob = async () =>
  changeIn(
    place.home,
    "UPDATE crm_connections SET user_id = (SELECT id FROM users WHERE name = 'bob') WHERE name = 'emea'",
  )
const removed = async () => changeIn(place.home, 'UPDATE users SET removed_at = 1 WHERE name = ?', user)
const due = async () => addedAgo(place.home, hourMs)
const queued = () => place.done('run-now', 'weekly', '--queue')
const retried = async () => {
  await place.done('run-now', 'weekly')
  return place.done('retry', 'weekly@latest')
}

/** The newest run of the daemon, which has ended. */
const ended = (trigger: string) =>
  until('the end', () =>
    place
      .ledger()
      .filter(run => run.trigger === trigger && ['completed', 'failed'].includes(run.status))
      .at(-1),
  )

const tierWords = () => `the tier "free" of user "${user}" does not allow schedules`
const ownerWords = () => 'the connection "emea" belongs to another user'
const userWords = () => 'the user of its scheduled review was removed'

describe('a run whose rights were withdrawn', () => {
  it.each([
    {
      what: 'due, and the tier was lowered',
      ask: due,
      withdraw: toFree,
      trigger: 'catch-up',
      words: tierWords,
    },
    {
      what: 'due, and the connection given away',
      ask: due,
      withdraw: toBob,
      trigger: 'catch-up',
      words: ownerWords,
    },
    {what: 'due, and the user removed', ask: due, withdraw: removed, trigger: 'catch-up', words: userWords},
    {
      what: 'queued by hand, and the connection given away',
      ask: queued,
      withdraw: toBob,
      trigger: 'manual',
      words: ownerWords,
    },
    {
      what: 'queued by hand, and the user removed',
      ask: queued,
      withdraw: removed,
      trigger: 'manual',
      words: userWords,
    },
    {
      what: 'queued again, and the connection given away',
      ask: retried,
      withdraw: toBob,
      trigger: 'retry',
      words: ownerWords,
    },
  ])(
    'fails before anything is read, once, with the reason: $what',
    async ({ask, withdraw, trigger, words}) => {
      await ask()
      await withdraw()
      // Read, it would tell of its source.
      renameSync(source, `${source}.away`)
      const daemon = place.start()
      expect(await ended(trigger)).toMatchObject({
        status: 'failed',
        error_code: 'forbidden',
        error_message: words(),
        retry_count: 0,
        crash_count: 0,
        analyses: 0,
      })
      expect(await daemon.logged('run-failed')).toMatchObject({errorCode: 'forbidden', review: 'weekly'})
      expect(rowsIn(place.home, 'SELECT is_active, paused_reason FROM scheduled_reviews')).toEqual([
        {is_active: 1, paused_reason: null},
      ])
      daemon.kill('SIGTERM')
      expect((await daemon.ended).code).toBe(0)
      await place.expectSound()
    },
  )

  it.each([
    ['queued by hand', queued, 'manual'],
    ['queued again', retried, 'retry'],
  ])('runs all the same where only the tier was lowered: %s', async (_, ask, trigger) => {
    await ask()
    await toFree()
    place.start()
    expect(await ended(trigger)).toMatchObject({status: 'completed', error_code: null})
  })

  it('is told by list, show and doctor, and the next one runs when the tier is back', async () => {
    await due()
    await toFree()
    const daemon = place.start()
    await ended('catch-up')
    const {stderr} = await revsched(place.home, ['list'])
    expect(stderr).toBe(`"weekly" may not run: ${tierWords()}\n`)
    expect(await place.done('show', 'weekly')).toContain(`  state     active\n`)
    expect(await place.done('show', 'weekly')).toContain(`  why       ${tierWords()}\n`)
    expect(JSON.parse(await place.done('show', 'weekly', '--json'))).toMatchObject({
      isActive: true,
      lastRun: {status: 'failed', errorCode: 'forbidden', errorMessage: tierWords()},
    })
    const {code, stdout} = await revsched(place.home, ['doctor', '--json'])
    expect([code, JSON.parse(stdout).checks.filter((check: {isOk: boolean}) => !check.isOk)]).toMatchObject([
      11,
      [{group: 'schedules', name: 'weekly', detail: tierWords()}],
    ])
    await place.done('user', 'set-tier', user, 'team')
    const another = `${(new Date().getUTCMinutes() + 20) % 60} * * * *`
    await place.done('edit', 'weekly', '--schedule', another)
    await due()
    await until('a completed run', () => place.ledger().some(({status}) => status === 'completed'))
    expect((await revsched(place.home, ['list'])).stderr).toBe('')
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    await place.expectSound()
  })
})
