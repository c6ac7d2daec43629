import {readFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commands, parseCommandLine} from '../../src/cli/program.js'
import {lineSchemas, schemas} from '../../src/cli/schemas/all-schemas.js'
import type {FakeContext} from '../support/a-command-context.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aRun} from '../support/a-run.js'
import {aListing, aUser} from '../support/a-scheduled-review.js'
import {aChannel} from '../support/an-outbox.js'
import {recordedIo} from '../support/fake-output.js'
import {problemsOf} from '../support/printed-json.js'
import {runCommand} from '../support/run-command.js'

const root = resolve(import.meta.dirname, '../..')

/**
 * Per command a line that prints JSON, or the file where one is run with the real program, which is checked in the same way (by
 * test/support/scenario.ts).
 */
const lines: Readonly<Record<string, {line: string} | {file: string}>> = {
  demo: {line: 'demo --json'},
  init: {file: 'src/cli/commands/init.ts'},
  'connection add': {line: 'connection add file apac --path apac.csv --json'},
  'connection edit': {line: 'connection edit emea --name apac --json'},
  'connection login': {file: 'src/cli/commands/connection-login.ts'},
  'connection list': {line: 'connection list --json'},
  'connection show': {line: 'connection show emea --json'},
  'connection test': {line: 'connection test emea --json'},
  'connection rotate-key': {file: 'test/scenarios/rotate-key.txt'},
  'connection remove': {line: 'connection remove emea --json'},
  'channel add': {file: 'test/scenarios/json.txt'},
  'channel edit': {file: 'test/scenarios/json.txt'},
  'channel list': {line: 'channel list --json'},
  'channel test': {file: 'test/scenarios/json.txt'},
  'channel verify': {file: 'test/cli/commands/channel-verify.test.ts'},
  'channel remove': {line: 'channel remove pipeline --json'},
  'import crontab': {line: 'import crontab crontab.txt --dry-run --json'},
  'import apscheduler': {line: 'import apscheduler jobs.json --dry-run --json'},
  add: {line: 'add daily --connection emea --schedule @daily --json'},
  list: {line: 'list --json'},
  show: {line: 'show weekly --json'},
  edit: {line: 'edit weekly --description text --json'},
  pause: {line: 'pause weekly --reason migration --json'},
  resume: {line: 'resume weekly --json'},
  remove: {line: 'remove weekly --json'},
  'run-now': {line: 'run-now weekly --json'},
  history: {line: 'history --json'},
  cancel: {line: 'cancel aaaa1111 --json'},
  retry: {line: 'retry latest --json'},
  report: {file: 'test/scenarios/walk-through.txt'},
  deliver: {file: 'test/scenarios/json.txt'},
  diff: {file: 'src/cli/commands/diff.ts'},
  next: {line: 'next --json'},
  top: {line: 'top --json'},
  status: {line: 'status --json'},
  'service install': {line: 'service install --json'},
  'service uninstall': {line: 'service uninstall --json'},
  'service print': {line: 'service print --json'},
  apply: {file: 'src/cli/commands/apply.ts'},
  export: {file: 'src/cli/commands/export.ts'},
  'rules list': {line: 'rules list --json'},
  'rules explain': {line: 'rules explain stage-stalled --json'},
  'rules lint': {line: 'rules lint rules.yaml --json'},
  'rules test': {line: 'rules test rules.yaml --json'},
  'rules init': {line: 'rules init own.yaml --json'},
  'rules schema': {line: 'rules schema --json'},
  'user add': {line: 'user add bob --tier free --email bob@acme.com --json'},
  'user list': {line: 'user list --json'},
  'user set-tier': {line: 'user set-tier ann pro --json'},
  'user remove': {line: 'user remove eve --json'},
  'db backup': {line: 'db backup a.db --json'},
  'db restore': {line: 'db restore a.db --json'},
  'db check': {line: 'db check --json'},
  'db migrate': {line: 'db migrate --json'},
  'db prune': {file: 'src/cli/commands/db-prune.ts'},
  'config get': {line: 'config get --json'},
  'config path': {line: 'config path --json'},
  doctor: {line: 'doctor --json'},
  schema: {line: 'schema list --json'},
  man: {line: 'man --json'},
  completion: {line: 'completion bash --json'},
}

const rulesFile = `extends: [revsched:recommended]
custom:
  - id: acme/x
    category: progress
    severity: high
    violation: deal.amount > 1.0
    message: m
    tests: [{deal: {amount: 2}, expect: violation}]
`

const {id, status, healthScore, completedAt, errorCode, errorMessage} = aRun()
const lastRun = {id, status, healthScore, completedAt, errorCode, errorMessage}

function context(): FakeContext {
  const files = {
    csv: 'id,name,close_date\n1,Kestrel,2026-11-24\n',
    yaml: rulesFile,
    txt: '0 6 * * 1 review\n@reboot warm\n',
    json: '[{"name": "weekly", "cron": "0 6 * * mon"}]',
  }
  return aCommandContext({
    stored: {
      users: [aUser(), aUser({id: 'user-2', name: 'eve'})],
      channels: [aChannel()],
      reviews: [aListing({lastRun})],
      runs: [aRun({status: 'failed', errorCode: 'source-failed'}), aRun({id: 'aaaa1111', status: 'queued'})],
    },
    host: {
      temporaryFolder: async () => '/tmp/demo',
      readText: async path => files[/\w+$/.exec(path)![0] as keyof typeof files],
      writeNew: async () => undefined,
    },
  })
}

describe('what --json prints is what its schema says', () => {
  const shown = Object.entries(lines).flatMap(([name, from]) =>
    'line' in from ? [[name, from.line] as const] : [],
  )

  it.each(shown)('%s', async (name, line) => {
    const {command, input} = (await parseCommandLine(line.split(' '), '1.2.3', recordedIo()))!
    const given = context()
    if (name === 'connection remove') given.stored.reviews.length = 0
    // No driver is there to look at its settings.
    if (name === 'doctor') given.stored.channels.length = 0
    if (name === 'service uninstall')
      await runCommand(
        await commands['service install']!(),
        {json: true, force: false, system: false, launchd: false},
        given,
      )
    const {out} = await runCommand(command, input, given)
    expect(await problemsOf(name, JSON.parse(out))).toEqual([])
  })

  const run = Object.entries(lines).flatMap(([name, from]) =>
    'file' in from ? [[name, from.file] as const] : [],
  )

  it.each(run)('%s is run in %s', async (name, file) => {
    const text = await readFile(join(root, file), 'utf8')
    expect(text).toMatch(new RegExp(`revsched ${name}\\b[^|]* --json|json: true`))
  })
})

describe('what --ndjson prints is what its schema says, a line at a time', () => {
  const names = ['list', 'history', 'next', 'rules list', 'user list', 'channel list', 'connection list']

  it.each([...names, 'run-now weekly', 'demo'])('%s', async line => {
    const {command, input} = (await parseCommandLine(
      [...line.split(' '), '--ndjson'],
      '1.2.3',
      recordedIo(),
    ))!
    const {out} = await runCommand(command, input, context())
    for (const text of out.trimEnd().split('\n'))
      expect(await problemsOf(command.name, JSON.parse(text), {isLines: true})).toEqual([])
  })

  it('is described of each command that takes it', async () => {
    const loaded = await Promise.all(Object.values(commands).map(load => load()))
    const printing = loaded.filter(({flags = []}) => flags.some(({syntax}) => syntax === '--ndjson'))
    const described = [...Object.keys(lineSchemas), 'schema']
    expect(printing.map(({name}) => name).sort()).toEqual(described.sort())
  })
})

describe('a schema', () => {
  const others = ['error', 'daemon']

  it('is there for each command that takes --json, and for no other', async () => {
    const loaded = await Promise.all(Object.values(commands).map(load => load()))
    const printing = loaded.filter(({flags = []}) => flags.some(({syntax}) => syntax === '--json'))
    expect(Object.keys(schemas).sort()).toEqual([...printing.map(({name}) => name), 'error'].sort())
  })

  it('is checked with what its command prints', () => {
    expect(Object.keys(lines).sort()).toEqual(
      Object.keys(schemas)
        .filter(name => !others.includes(name))
        .sort(),
    )
  })

  it.each([
    ['a field that it does not describe', {error: {code: 'usage', message: 'm', hint: null, more: 1}}],
    ['a field that is missing', {error: {code: 'usage', message: 'm'}}],
    ['another type', {error: {code: 2, message: 'm', hint: null}}],
  ])('refuses %s', async (_, document) => expect(await problemsOf('error', document)).toHaveLength(1))
})
