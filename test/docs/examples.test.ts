import {cp, readFile, writeFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {commands} from '../../src/cli/program.js'
import {crmsFor} from '../support/crm-place.js'
import {docPages} from '../support/doc-pages.js'
import {httpSink} from '../support/http-sink.js'
import {
  blurred,
  cannotRun,
  canRun,
  onlyReads,
  type PageLine,
  pageLines,
  pagePreparation,
  signingKey,
  signingSecret,
  withoutTheWorld,
} from '../support/page-lines.js'
import {expectAllDescribed} from '../support/printed-json.js'
import {mismatch, runShell, scenarioFolder} from '../support/scenario.js'

const root = resolve(import.meta.dirname, '../..')
type Place = Awaited<ReturnType<typeof scenarioFolder>> & {crms: Awaited<ReturnType<typeof crmsFor>>}

/** A file of deals, a connection, a scheduled review and two runs of it. */
async function prepare(): Promise<Place> {
  const place = await scenarioFolder()
  await cp(join(root, 'examples/data/pipeline.csv'), join(place.folder, 'deals.csv'))
  await writeFile(
    join(place.folder, 'export.csv'),
    'Name,Deal Value,Close Date,Stage\nA,10,03/04/2026,Proposal\n',
  )
  await writeFile(join(place.folder, 'old.txt'), 'id;name;stage\n1;Caf\xe9;Signed\n', 'latin1')
  await writeFile(
    join(place.folder, 'ping-url.txt'),
    'https://hc-ping.com/eb095278-f28d-448d-87fb-7b75c171a6aa\n',
  )
  const cronLine = '0 6 * * 1 /opt/run-review.py\n'
  await writeFile(join(place.folder, 'crontab.txt'), cronLine)
  await writeFile(join(place.folder, 'system-crontab'), cronLine.replace(' /opt', ' root /opt'))
  await writeFile(join(place.folder, 'jobs.csv'), 'name,cron\nold,0 6 * * 1\n')
  await writeFile(join(place.folder, 'jobs.json'), '[{"name":"old","cron":"0 6 * * 1"}]')
  for (const command of [
    'mkdir -p ~/.config/fish/completions ~/.zfunc',
    'revsched connection add file emea --path deals.csv',
    'revsched add weekly --connection emea --schedule "every monday at 6am"',
    'revsched run-now weekly --as-of 2026-11-16',
    'revsched run-now weekly --as-of 2026-11-17',
    'revsched db backup revsched-backup.db',
    'mkdir reports && for name in pipeline board; do revsched channel add file $name --folder reports; done',
    'echo https://hooks.slack.com/services/T0/B0/secret > webhook-url.txt',
    'echo xoxb-1234567890-secret > bot-token.txt',
    'echo hunter2 > password.txt',
  ])
    expect(await runShell(command, place.folder, place.env), command).toMatchObject({exitCode: 0})
  const crms = await crmsFor(place)
  for (const command of [
    'revsched connection add hubspot apac --secret-stdin < token.txt',
    'revsched connection add salesforce acme --org acme',
  ])
    expect(await runShell(crms.here(command), place.folder, place.env), command).toMatchObject({exitCode: 0})
  return {...place, crms}
}

/** A webhook with a secret that is known here, and what it would have sent just now. */
const signedMessage = `
  echo 'https://example.com/hook ${signingSecret}' | revsched channel add webhook warehouse --secret-stdin
  printf '{}' > body.json; now=$(date +%s)
  signature=$(printf '%s' "msg_1.$now.{}" | openssl dgst -sha256 -mac HMAC -macopt hexkey:${signingKey} -binary | base64)
  printf 'webhook-id: msg_1\nwebhook-timestamp: %s\nwebhook-signature: v1,%s\n' "$now" "$signature" > headers.txt`

/** What has to be undone first, because what the example makes is there already. */
const before: readonly [RegExp, string][] = [
  [/^revsched add weekly/, 'revsched remove weekly'],
  [/^revsched connection (add file|remove) emea/, 'revsched remove weekly'],
  [/^revsched connection add hubspot apac/, 'revsched connection remove apac'],
  [/^revsched connection add salesforce acme/, 'revsched connection remove acme'],
  [/^revsched connection add file emea/, 'revsched connection remove emea'],
  [/^revsched channel add slack pipeline/, 'revsched channel remove pipeline'],
  [/^revsched channel add slack board/, 'revsched channel remove board'],
  [
    /^revsched channel edit pipeline/,
    'revsched channel remove pipeline && revsched channel add slack pipeline --secret-stdin < webhook-url.txt',
  ],
  [
    /^revsched channel edit board/,
    "revsched channel remove board && revsched channel add slack board --via bot --channel '#pipeline' --csv --secret-stdin < bot-token.txt",
  ],
  [
    /^revsched channel edit leads/,
    'revsched channel add email leads --host smtp.acme.com --smtp-user revops --from ops@acme.com --to ann@acme.com --secret-stdin < password.txt',
  ],
  [
    /^revsched deliver .*--owner/,
    'revsched channel add email leads --host smtp.acme.com --from ops@acme.com --to ann@acme.com && revsched edit weekly --owner-digests leads --owner-domain acme.com --owner-recipient "Ada Lindqvist=ada@acme.com"',
  ],
  [/^revsched deliver/, 'revsched edit weekly --channel pipeline'],
  [/^revsched channel verify/, signedMessage],
  [/^revsched resume/, 'revsched pause weekly'],
  [/^revsched service uninstall/, 'revsched service install'],
  [/^revsched user (set-tier|remove)/, 'revsched user add bob'],
  [/^revsched db backup/, 'rm revsched-backup.db'],
  [/^revsched (apply|export)/, 'revsched connection remove apac'],
  [/^revsched apply -f reviews.yaml/, 'test -e reviews.yaml || revsched export --output reviews.yaml'],
  [/^revsched rules init/, 'rm -f rules.yaml emea-rules.yaml'],
  [/^revsched (rules (lint|test)|run-now .*--rules rules)/, 'test -e rules.yaml || revsched rules init'],
  [/^revsched rules explain .*--rules/, `cp ${join(root, 'examples/rules.yaml')} rules.yaml`],
  [/^revsched cancel/, 'revsched run-now weekly --queue'],
  // It ends when its database is taken away, before the next example. A second one is refused.
  [
    /^revsched (status|(retry|run-now) .* --wait)/,
    "revsched daemon >daemon.log 2>&1 & until grep -qE 'keeps|another daemon' daemon.log; do sleep 0.1; done",
  ],
]

/** Undoes what stands in the way of a command. */
async function makeWay(command: string, {folder, env}: Place): Promise<void> {
  for (const [pattern, undo] of before) if (pattern.test(command)) await runShell(undo, folder, env)
}

/** What runs until it is told to stop, is told so once it has said its first word. */
const stopped = (example: string) =>
  /^revsched (daemon|history --follow)/.test(example)
    ? `rm -f first; ${example} >first 2>&1 & until [ -s first ] || ! kill -0 $!; do sleep 0.05; done
      kill -${example.includes('--follow') ? 'INT' : 'TERM'} $!; wait $!; code=$?; cat first; exit $code`
    : example

const firstRun = `$(revsched history weekly --json | jq -r '.[-1].id')`

let place: Place
let saved = ''
beforeAll(async () => {
  place = await prepare()
  saved = `${place.folder}-saved`
  await cp(place.folder, saved, {recursive: true, verbatimSymlinks: true})
}, 60_000)
afterAll(async () => {
  await place.remove()
  await place.crms.stop()
  await runShell(`rm -rf ${saved}`, root, place.env)
})

/** The folder as it was prepared, whatever was done in it. */
const prepareAgain = () =>
  runShell(`find . -mindepth 1 -delete && cp -a ${saved}/. .`, place.folder, place.env)

describe('every example of a help text works', () => {
  it.each(Object.entries(commands))(
    '%s',
    async (_, load) => {
      const command = await load()
      expect(command.examples.length).toBeGreaterThan(0)
      for (const example of command.examples) {
        await prepareAgain()
        await makeWay(example, place)
        const outcome = await runShell(
          place.crms.here(stopped(example).replace('3f2a91c0', firstRun)),
          place.folder,
          place.env,
        )
        const exitCode = /--fail-on (critical|high)/.test(example) ? 9 : 0
        expect(outcome, `${example}\n${outcome.output}`).toMatchObject({exitCode})
      }
    },
    60_000,
  )
})

it('what examples printed as JSON is what schemas say', async () => {
  await expectAllDescribed(await place.printed())
})

describe('the README', () => {
  it('can be followed from top to bottom', async () => {
    const place = await scenarioFolder()
    const crms = await crmsFor(place)
    const lines = pageLines(await readFile(join(root, 'README.md'), 'utf8')).filter(canRun)
    expect(lines.length).toBeGreaterThan(10)
    for (const {command, exitCode} of lines) {
      const outcome = await runShell(crms.here(command.replace('<run>', firstRun)), place.folder, {
        ...place.env,
        DISPLAY: ':0',
      })
      expect(outcome, `${command}\n${outcome.output}`).toMatchObject({exitCode})
    }
    await crms.stop()
    await place.remove()
  }, 120_000)
})

describe('the lines of docs/ can be typed as they stand', () => {
  const pages = docPages.map(({path, text}) => ({path, lines: pageLines(text)}))
  const examples = new Set<string>()
  beforeAll(async () => {
    for (const load of Object.values(commands))
      for (const example of (await load()).examples) examples.add(example)
  })
  /** What only reads changes nothing for the lines behind it. */
  const hasBeenRun = ({command, expected}: PageLine) =>
    expected === null && examples.has(command) && onlyReads.test(command)

  it('but for those that no test can run, of which each is there', () => {
    const commands = pages.flatMap(({lines}) => lines.map(({command}) => command))
    expect(cannotRun.filter(([pattern]) => !commands.some(command => pattern.test(command)))).toEqual([])
  })

  it.each(pages.filter(({path, lines}) => path !== 'README.md' && lines.length > 0))(
    '$path',
    async ({path, lines}) => {
      await prepareAgain()
      const sink = await httpSink(response => response.end('ok'))
      const shell = (command: string) =>
        runShell(place.crms.here(withoutTheWorld(command, sink.url)), place.folder, {
          ...place.env,
          DISPLAY: ':0',
        })
      await shell(`echo ${sink.url}/services/T0/B0/secret | tee webhook-url.txt > ping-url.txt`)
      await shell(pagePreparation[path] ?? 'true')
      for (const line of lines.filter(line => canRun(line) && !hasBeenRun(line))) {
        const {command} = line
        await makeWay(command, place)
        const {output, exitCode} = await shell(stopped(command).replace(/3f2a91b\w/, firstRun))
        const expected = (line.expected ?? ['...']).map(blurred)
        const step = {...line, line: 0, expected}
        expect.soft(mismatch(step, {output: blurred(output), exitCode}), command).toBeNull()
      }
      await sink.close()
    },
    120_000,
  )
})

describe('the scripts of examples/', () => {
  it.each([
    ['gate.sh emea', 9, /^# emea/m],
    ['next-runs.sh "every monday at 6am" Europe/Berlin', 0, /^\d{4}-\d\d-\d\dT06:00:00\+0[12]:00$/m],
    ['owners.sh emea', 0, /^[\d.]+\t\d+ deals\t\S/],
    ['worst-deals.sh emea', 0, /^[\d.]+\t.+\t.*close date/m],
  ])(
    '%s',
    async (script, exitCode, output) => {
      await prepareAgain()
      const outcome = await runShell(`examples/scripts/${script}`, place.folder, place.env)
      expect(outcome.output).toMatch(output)
      expect(outcome.exitCode).toBe(exitCode)
    },
    60_000,
  )

  it('the whole set-up is applied, once', async () => {
    await prepareAgain()
    const file = join(root, 'examples/reviews.yaml')
    const lines = ['--dry-run', '', ''].map(
      flags => `revsched apply -f ${file} ${flags} 2>/dev/null | tail -1`,
    )
    const outcome = await runShell(lines.join(' && '), place.folder, place.env)
    expect(outcome.output).toBe(
      '5 to create, 1 to change, 0 unchanged; nothing was written\n5 created, 1 changed, 0 unchanged\nnothing to change: 6 entries as stored\n',
    )
  }, 60_000)

  it('the rule file changes what is reported', async () => {
    await prepareAgain()
    const outcome = await runShell(
      `revsched run-now --connection emea --rules examples/rules.yaml --json | jq -c '[.review.rules[] | select(.ruleId == "missing-next-step" or .ruleId == "single-threaded" or .ruleId == "never-contacted") | [.ruleId, .severity]]'`,
      place.folder,
      place.env,
    )
    expect(outcome.output).toBe('[["missing-next-step","low"],["never-contacted","medium"]]\n')
  }, 60_000)
})
