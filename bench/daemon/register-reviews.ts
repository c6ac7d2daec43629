// Run by many.mjs in a process of its own: registers so many schedules of mixed patterns in eight zones in one transaction, through
// the use case that adds one. Prints the milliseconds as JSON. Arguments: the database, how many, the name of the user.
import {randomUUID} from 'node:crypto'
import {addScheduledReviews, scheduleDefaults} from '../../src/app/add-scheduled-review.js'
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
const wanted = Array.from({length: Number(count)}, (_, number) => ({
  ...scheduleDefaults,
  name: `scheduled ${number}`,
  description: null,
  connection: 'c0',
  schedule: `${number % 60} ${Math.floor(number / 60) % 24} ${days[number % days.length]}`,
  timezone: zones[number % zones.length]!,
  ruleset: 'recommended',
}))
const startedMs = performance.now()
await addScheduledReviews({connections: database, reviews: database, clock: systemClock, ids}, actor, wanted)
process.stdout.write(JSON.stringify({ms: performance.now() - startedMs}))
database.close()
