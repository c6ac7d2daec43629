import {describe, expect, it} from 'vitest'
import {readCrontab} from '../../../src/domain/foreign-jobs/crontab.js'

const all = {hasUser: false, match: null}

// What a line is called, is due, and in which zone.
const read: readonly [name: string, line: string, job: readonly [string | null, string, string | null]][] = [
  ['a script', '0 6 * * 1 /opt/sync-crm.sh', ['sync-crm', '0 6 * * 1', null]],
  ['by an interpreter', '0 6 * * 1 python3 /opt/sync_crm.py -v', ['sync_crm', '0 6 * * 1', null]],
  ['after a step into a folder', '0 6 * * 1 cd /opt && ./run.sh >> log 2>&1', ['run', '0 6 * * 1', null]],
  ['with a variable', '0 6 * * 1 TZ=UTC env A=b /opt/a', ['a', '0 6 * * 1', null]],
  ['a review of ours', '0 6 * * 1 /usr/bin/revsched run-now weekly', ['weekly', '0 6 * * 1', null]],
  [
    'a review with spaces',
    "0 6 * * 1 revsched run-now 'EMEA weekly' --json",
    ['EMEA weekly', '0 6 * * 1', null],
  ],
  ['a nickname', '@weekly a', ['a', '0 0 * * 0', null]],
  ['names and tabs', '0\t6 *\tjan MON-FRI a', ['a', '0 6 * JAN MON-FRI', null]],
  ['out of the log, as SUSE has it', '-*/15 * * * * a', ['a', '*/15 * * * *', null]],
  ['either day field is enough', '0 6 1,15 * 1 a', ['a', '0 6 1,15 * 1', null]],
  ['both are needed where the day begins with *', '0 6 */2 * 1 a', ['a', '0 6 */2 * +1', null]],
  ['both are needed where the weekday begins with *', '0 6 1 * */2 a', ['a', '0 6 1 * +*/2', null]],
  ['nothing that names it', '0 6 * * * ! !', [null, '0 6 * * *', null]],
  ['its own zone', 'CRON_TZ="Europe/Berlin"\n0 6 * * * a', ['a', '0 6 * * *', 'Europe/Berlin']],
  ['the zone of what it starts', 'TZ=Europe/Berlin\n0 6 * * * a', ['a', '0 6 * * *', null]],
]

describe('reads a line of a crontab', () => {
  it.each(read)('%s', (_, line, [name, schedule, timezone]) => {
    const {jobs, refused} = readCrontab(line, all)
    expect(refused).toEqual([])
    expect(jobs).toMatchObject([{name, schedule, timezone}])
  })
})

const refusals: readonly [name: string, line: string, reason: RegExp][] = [
  ['a start of the machine', '@reboot a', /no reboot/],
  ['no command', '0 6 * * 1', /no command after the five fields/],
  ['too few fields', '0 6 *', /no command/],
  ['a date that never comes', '0 6 31 2 * a', /never due/],
  ['a random minute, as cronie has it', '0~30 6 * * * a', /"0~30" is not valid in the minute field/],
  ['a zone that is none', 'CRON_TZ=Berlin\n0 6 * * * a', /Berlin/],
]

it.each(refusals)('refuses %s', (_, line, reason) => {
  const {jobs, refused} = readCrontab(line, all)
  expect(jobs).toEqual([])
  expect(refused).toMatchObject([{reason: expect.stringMatching(reason)}])
})

it('passes over a user in a crontab of the system', () => {
  expect(readCrontab('0 6 * * 1 root /opt/a', {hasUser: true, match: null}).jobs).toMatchObject([{name: 'a'}])
  expect(readCrontab('0 6 * * 1 root', {hasUser: true, match: null}).refused).toMatchObject([
    {reason: expect.stringContaining('five fields and a user')},
  ])
})

it('tells lines by their numbers, of those that match', () => {
  const text = '# 0 6 * * * review\n\nMAILTO=ann@acme.com\n0 6 * * * review emea\r\n0 7 * * * other\n'
  expect(readCrontab(text, {hasUser: false, match: 'review'}).jobs).toMatchObject([
    {place: 'line 4', was: '0 6 * * *', name: 'review'},
  ])
})
