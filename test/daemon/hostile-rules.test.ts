import {execFileSync} from 'node:child_process'
import {rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {daemonFolder, until} from '../support/daemon-folder.js'
import {addedAgo, hourlyFarFromNow} from '../support/due-now.js'

// The built program as a daemon, whose rule files are replaced while it runs.

const place = daemonFolder()
const hourMs = 3_600_000

const levels = Array.from({length: 30}, (_, at) => `  a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(10)}]\n`)
const bomb = `rules:\n  a0: &a0 [boom]\n${levels.join('')}`

/** Each of a review called as the file. */
const hostile = {
  bomb: (path: string) => writeFileSync(path, bomb),
  pipe(path: string) {
    rmSync(path)
    execFileSync('mkfifo', [path])
  },
  large: (path: string) => writeFileSync(path, `#${'x'.repeat(1024 * 1024)}`),
}

const fileOf = (name: string) => join(place.home, `${name}.yaml`)
const writeGood = (name: string) => writeFileSync(fileOf(name), 'extends: [revsched:strict]\n')

const endedOf = (name: string, trigger: 'catch-up' | 'manual') =>
  until(`the ${trigger} run of ${name}`, () =>
    place
      .ledger()
      .find(
        run => run.review_name === name && run.trigger === trigger && /^(completed|failed)$/.test(run.status),
      ),
  )

it('hostile rule files fail their own runs with the reason, others go on, and a good file mends it', async () => {
  const names = Object.keys(hostile) as (keyof typeof hostile)[]
  await place.connect('emea')
  const flags = ['--connection', 'emea', '--schedule', hourlyFarFromNow, '--timezone', 'UTC']
  for (const name of names) {
    writeGood(name)
    await place.done('add', name, ...flags, '--rules', fileOf(name))
  }
  await place.done('add', 'sound', ...flags)
  const daemon = place.start()
  await daemon.logged('daemon-started')
  for (const name of names) hostile[name](fileOf(name))
  addedAgo(place.home, hourMs)

  const reasons = {
    bomb: `the rule file "${fileOf('bomb')}:2:3": `,
    pipe: `cannot read the rule file "${fileOf('pipe')}": it is a pipe, not a file`,
    large: `cannot read the rule file "${fileOf('large')}": it is larger than 1 MB`,
  }
  for (const name of names)
    expect(await endedOf(name, 'catch-up')).toMatchObject({
      status: 'failed',
      error_code: 'config',
      error_message: expect.stringContaining(reasons[name]),
      retry_count: 0,
      crash_count: 0,
    })
  expect(await endedOf('sound', 'catch-up')).toMatchObject({status: 'completed', error_code: null})
  const told = JSON.parse(await place.done('history', '--status', 'failed', '--json'))
  expect(told.map(({reviewName}: {reviewName: string}) => reviewName).sort()).toEqual([...names].sort())

  rmSync(fileOf('pipe'))
  for (const name of ['bomb', 'pipe'] as const) {
    writeGood(name)
    await place.done('run-now', name, '--queue')
    expect(await endedOf(name, 'manual')).toMatchObject({status: 'completed', error_code: null})
  }
  daemon.kill('SIGTERM')
  expect((await daemon.ended).code).toBe(0)
  await place.expectSound()
})
