import {describe, expect, it} from 'vitest'
import {parseCommandLine} from '../../src/cli/program.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aRun} from '../support/a-run.js'
import {aListing} from '../support/a-scheduled-review.js'
import {recordedIo} from '../support/fake-output.js'
import {runCommand} from '../support/run-command.js'

const {id, status, healthScore, completedAt, errorCode, errorMessage} = aRun()
const lastRun = {id, status, healthScore, completedAt, errorCode, errorMessage}

/** Two reviews, of which one has run, and that run. */
async function ran(line: string, {isTerminal = false} = {}) {
  const {command, input} = (await parseCommandLine(line.split(' '), '1.2.3', recordedIo()))!
  const reviews = [aListing({lastRun}), aListing({id: 'r2', name: 'tab\there\\'})]
  return runCommand(
    command,
    input,
    aCommandContext({isTerminal, stored: {reviews, runs: [aRun({status: 'failed'})]}}),
  )
}

describe('--fields', () => {
  it.each([
    ['list --fields name,lastRun.healthScore', 'weekly\t65.4\ntab\\there\\\\\t\n'],
    [
      'list --fields isActive,lastRun.status,name,deliveryChannels',
      'true\tcompleted\tweekly\t[]\ntrue\t\ttab\\there\\\\\t[]\n',
    ],
    [
      'list --json --fields name,lastRun.status',
      '[{"name":"weekly","lastRun":{"status":"completed"}},{"name":"tab\\there\\\\","lastRun":null}]\n',
    ],
    [
      'list --ndjson --fields lastRun.status,lastRun.id',
      `{"lastRun":{"status":"completed","id":"${id}"}}\n{"lastRun":null}\n`,
    ],
    ['history --fields reviewName,status', 'weekly\tfailed\n'],
    ['history --json --fields deliveries.status', '[{"deliveries":[]}]\n'],
    ['show weekly --fields name,timeoutMs', 'weekly\t600000\n'],
    [
      'show weekly --fields name,occurrences.local --json',
      expect.stringMatching(/^{"name":"weekly","occurrences":\[{"local":"2025-04-07T06:00:00-04:00"},/),
    ],
    [
      'show weekly --fields name,occurrences.local',
      expect.stringMatching(/^weekly\t2025-04-07T06:00:00-04:00\nweekly\t2025-04-14/),
    ],
    [
      'next weekly --count 2 --fields local,name',
      '2025-04-07T06:00:00-04:00\tweekly\n2025-04-14T06:00:00-04:00\tweekly\n',
    ],
    [
      'next --schedule @daily --timezone UTC --count 1 --ndjson',
      '{"id":null,"name":null,"timezone":"UTC","at":"2025-04-02T00:00:00.000Z","local":"2025-04-02T00:00:00+00:00","note":null}\n',
    ],
    ['status --fields isHealthy,queue.queued,daemon', 'false\t0\t\n'],
    ['connection list --fields name,settings.path', 'emea\t/data/deals.csv\n'],
    ['connection show emea --fields settings', '{"path":"/data/deals.csv"}\n'],
    ['run-now weekly --fields run.status,review.score', 'completed\t80\n'],
    [
      'run-now weekly --fields review.deals.name,review.deals.health,review.score',
      'Late deal\t60\t80\nFine deal\t100\t80\n',
    ],
    [
      'run-now weekly --fields review.deals.name,review.deals.findings.ruleId',
      'Late deal\t["close-date-past"]\nFine deal\t[]\n',
    ],
    [
      'run-now weekly --json --fields review.score,review.deals.id',
      '{"review":{"score":80,"deals":[{"id":"late"},{"id":"fine"}]}}\n',
    ],
    [
      'run-now weekly --ndjson --fields name,findings.ruleId',
      '{"name":"Late deal","findings":[{"ruleId":"close-date-past"}]}\n{"name":"Fine deal","findings":[]}\n',
    ],
  ])('%s', async (line, expected) => {
    const {out, error} = await ran(line)
    expect(error === null || line.startsWith('status')).toBe(true)
    expect(out).toEqual(expected)
  })

  it.each([
    ['list --fields nmae', '"nmae" is no field; fields: id, userId, name, ', 'did you mean "name"?'],
    [
      'list --fields name,lastRun.stat',
      '"lastRun" has no field "stat"; fields: id, status, ',
      'did you mean "status"?',
    ],
    [
      'list --fields name.first',
      '"name" has no field "first"; it has none',
      'a path is written with dots, as lastRun.status',
    ],
    ['list --fields ,', '"" is no field; fields: id, ', 'a path is written with dots, as lastRun.status'],
    [
      'run-now nobody --fields review.scor',
      '"review" has no field "scor"; fields: asOf, ',
      'did you mean "score"?',
    ],
    [
      'run-now weekly --ndjson --fields review.score',
      '"review" is no field; fields: id, name, ',
      'a path is written with dots, as lastRun.status',
    ],
    [
      'run-now weekly --fields review.deals.id,review.findings.ruleId',
      '--fields names two lists, "review.deals" and "review.findings"',
      'call it once for each of them',
    ],
    [
      'run-now weekly --format html --fields review.score',
      '--fields does not go with --format html',
      'alone it prints tab-separated values; --json and --ndjson keep the names',
    ],
    [
      'report latest --open --fields run.id',
      '--open does not go with --fields, which are printed',
      'leave out one of them',
    ],
  ])('refuses %s before anything runs', async (line, message, hint) => {
    const {out, error, stored} = await ran(line)
    expect(error).toMatchObject({
      code: 'usage',
      message: expect.stringMatching(new RegExp(`^${message}`)),
      hint,
    })
    expect([out, stored.runs.length]).toEqual(['', 1])
  })

  it('never sends to a terminal what it would obey', async () => {
    const {command, input} = (await parseCommandLine(['list', '--fields', 'name'], '1.2.3', recordedIo()))!
    const reviews = [aListing({name: 'a\u001b[2Jb'})]
    const shown = async (isTerminal: boolean) =>
      (await runCommand(command, input, aCommandContext({isTerminal, stored: {reviews}}))).out
    expect([await shown(true), await shown(false)]).toEqual(['a\\u{1b}[2Jb\n', 'a\u001b[2Jb\n'])
  })
})
