// Run by many.mjs in a process of its own: registers so many schedules of mixed patterns in eight zones in one transaction, through
// the use case of `apply`, and once more when all are there. Prints the milliseconds of both as JSON. Arguments: the database, how many, the name of the user.
import {randomUUID} from 'node:crypto'
import {scheduleDefaults} from '../../src/app/add-scheduled-review.js'
import {applySetup} from '../../src/app/setup/apply-setup.js'
import {systemClock} from '../../src/platform/clock.js'
import {openDatabase} from '../../src/store/open.js'

const [, , path = '', count = '', user = ''] = process.argv
const zones = [
  'America/New_York',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Australia/Sydney',
  'UTC',
]
const days = ['* * *', '* * 1', '* * 1-5', '1 * *', 'L * *', '* * MON#1']
const ids = {next: () => randomUUID()}
const database = await openDatabase(path, {clock: systemClock, ids, programVersion: '0'})
const actor = await database.ensureUser(user, 'team')
const reviews = Array.from({length: Number(count)}, (_, number) => ({
  ...scheduleDefaults,
  name: `scheduled ${number}`,
  description: null,
  connection: 'c0',
  schedule: `${number % 60} ${Math.floor(number / 60) % 24} ${days[number % days.length]}`,
  timezone: zones[number % zones.length]!,
  ruleset: 'recommended',
  ping: null,
  pause: null,
}))
const never = () => {
  throw new Error('schedules alone need neither key nor CRM')
}
const ports = {
  store: database,
  clock: systemClock,
  ids,
  box: never,
  connectorOf: never,
  driverOf: never,
  owner: {lease: 'bench', isAlive: () => true},
}
const declared = {connections: [], channels: [], reviews}
const signal = new AbortController().signal
const timesMs: number[] = []
for (let time = 0; time < 2; time++) {
  const startedMs = performance.now()
  const {problems} = await applySetup(ports, actor, {declared, prunes: false, isDryRun: false, signal})
  timesMs.push(performance.now() - startedMs)
  if (problems.length > 0) throw new Error(problems[0]!.message)
}
process.stdout.write(JSON.stringify({firstMs: timesMs[0], againMs: timesMs[1]}))
database.close()
