import {writeFileSync} from 'node:fs'
import type {ServerResponse} from 'node:http'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {daemonFolder, until} from '../support/daemon-folder.js'
import type {DaemonProcess} from '../support/daemon-process.js'
import {addedAgo, changeIn, hourlyFarFromNow, rowsIn} from '../support/due-now.js'
import {httpSink, type SinkRequest} from '../support/http-sink.js'
import {signingSecret} from '../support/page-lines.js'
import {program, run} from '../support/program.js'

// Reviews of deals that are easily found, those that go well and those that go wrong where data of the deals is at hand, by the built
// daemon; and then the hunt for these deals in all that it logged.

const place = daemonFolder()

/** In the id, name, stage, owner, account and next step of each deal; the amount is a number that nothing else has. */
const told = 'Zwetschge'
const amount = 987654321
const header = 'id,name,stage,amount,close_date,owner,account,next_step'
const deal = (id: number) =>
  `${told}-${id},${told} deal,${told} stage,${amount},2026-01-01,${told} owner,${told} account,${told} next`
const json = `{"id": "${told}", "name": "${told} deal", "stage": "${told} stage", "amount": ${amount}}`
const csv = (...rows: string[]) => [header, ...rows, ''].join('\n')

/** What is in the file when the daemon reads it, and what becomes of its review. */
const files: Readonly<Record<string, {text: string; status: 'completed' | 'failed'}>> = {
  'sound.csv': {text: csv(deal(1), deal(2)), status: 'completed'},
  'some-refused.csv': {
    text: csv(...Array.from({length: 40}, (_, id) => deal(id)), deal(40).replace(`${amount}`, told)),
    status: 'completed',
  },
  'cut-off.csv': {text: `${csv(deal(1))}"${told}`, status: 'failed'},
  'no-dates.csv': {text: csv(deal(1).replace('2026-01-01', told)), status: 'failed'},
  'no-amounts.csv': {text: csv(deal(1).replace(`${amount}`, `${told} "${amount}: `)), status: 'failed'},
  'no-header.csv': {text: `${deal(1)}\n${deal(2)}\n`, status: 'failed'},
  'same-header.csv': {text: `${header},${told} ${amount},${told} ${amount}\n`, status: 'failed'},
  'no-value.json': {text: `[${json}, {"name": ${told}}]`, status: 'failed'},
  'no-record.json': {text: `[${json}, "${told}"]`, status: 'failed'},
  'no-end.json': {text: `[${json}, {"name": "${told}`, status: 'failed'},
  'no-line.ndjson': {text: `${json}\n{"name": "${told}", ${told}}\n`, status: 'failed'},
}

type Run = {review_name: string; status: string; error_message: string | null}
const runs = () =>
  rowsIn<Run>(place.home, 'SELECT review_name, status, error_message FROM review_runs ORDER BY review_name')
const deliveries = () => rowsIn<{status: string}>(place.home, 'SELECT status FROM deliveries')
const isOpen = ({status}: Run) => status === 'queued' || status === 'running'

/** All of it stored by one command, while the files are sound. */
async function apply(sinkUrl: string): Promise<void> {
  const names = Object.keys(files)
  const sound = (name: string) =>
    name.endsWith('.csv') ? csv(deal(1)) : name.endsWith('.json') ? `[${json}]` : `${json}\n`
  for (const name of names) writeFileSync(join(place.home, name), sound(name))
  const connections = names.map(name => [name, {kind: 'file', path: name}])
  const reviews = names.map(name => [
    name,
    {connection: name, schedule: hourlyFarFromNow, timezone: 'UTC', maxRetries: 0, channel: 'hook'},
  ])
  const setup = {
    version: 1,
    connections: Object.fromEntries(connections),
    channels: {hook: {kind: 'webhook', secret: `\${HOOK}`, allowPrivateAddress: true}},
    reviews: Object.fromEntries(reviews),
  }
  const path = join(place.home, 'setup.yaml')
  writeFileSync(path, JSON.stringify(setup, null, 1))
  const env = {HOME: place.home, REVSCHED_HOME: place.home, HOOK: `${sinkUrl} ${signingSecret}`}
  expect(await run(process.execPath, [program, 'apply', '-f', path], {env})).toMatchObject({code: 0})
  for (const name of names) writeFileSync(join(place.home, name), files[name]!.text)
}

/** What a daemon logs that runs all of them. */
async function logOf(args: readonly string[]): Promise<DaemonProcess> {
  changeIn(place.home, 'DELETE FROM review_runs')
  addedAgo(place.home, 3_600_000)
  const daemon = place.start({args})
  await until('the end of all', () => runs().length >= Object.keys(files).length && !runs().some(isOpen))
  await until('no message that waits', () => deliveries().every(({status}) => status === 'failed'))
  daemon.kill('SIGTERM')
  expect((await daemon.ended).code).toBe(0)
  return daemon
}

/** A place that says back what it got. */
const echo = (response: ServerResponse, {body}: SinkRequest) => {
  response.writeHead(400).end(`${told} ${body}`)
}

it('the log tells which reviews failed and not a word of their deals, which debug alone may quote', async ({
  onTestFinished,
}) => {
  const sink = await httpSink(echo)
  onTestFinished(sink.close)
  await apply(sink.url)
  const daemon = await logOf([])
  expect(Object.fromEntries(runs().map(({review_name, status}) => [review_name, status]))).toEqual(
    Object.fromEntries(Object.entries(files).map(([name, {status}]) => [name, status])),
  )
  const {stderr} = await daemon.ended
  for (const trace of [told, `${amount}`]) expect(stderr).not.toContain(trace)
  // Else there was nothing to hide.
  expect(runs().filter(({error_message}) => error_message?.includes(told)).length).toBeGreaterThan(3)
  expect(daemon.log().some(({event}) => event === 'delivery-failed')).toBe(true)
  const failed = daemon.log().filter(({event}) => event === 'run-failed')
  expect(failed.map(({review}) => review).sort()).toEqual(
    runs().flatMap(({status, review_name}) => (status === 'failed' ? [review_name] : [])),
  )

  const talkative = await logOf(['--log-level', 'debug'])
  const quoting = talkative.log().filter(line => JSON.stringify(line).includes(told))
  expect(quoting.length).toBeGreaterThan(3)
  expect(new Set(quoting.map(({level, event}) => `${level} ${event}`))).toEqual(new Set(['debug run-error']))
})
