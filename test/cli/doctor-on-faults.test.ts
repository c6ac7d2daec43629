import {chmodSync, mkdirSync, readdirSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'
import {Sqlite, storeFolder} from '../support/a-store.js'
import {asSomebody, canMount, modesHold, privateMounts} from '../support/faults.js'
import {type Ended, program, revsched, run} from '../support/program.js'

const place = storeFolder()
let home = ''

beforeEach(async () => {
  home = join(place.folder, 'home')
  mkdirSync(home, {mode: 0o700})
  expect(await revsched(home, ['list'])).toMatchObject({code: 0})
})

type Check = {group: string; isOk: boolean; detail: string; fix: string | null}

/** The checks that failed, of the many that were made. */
function failed({code, stdout, stderr}: Ended): Check[] {
  expect({code, stderr}).toEqual({code: 11, stderr: expect.stringContaining('"code":"unhealthy"')})
  const {isOk, checks} = JSON.parse(stdout) as {isOk: boolean; checks: Check[]}
  expect(isOk).toBe(false)
  expect(checks.filter(check => check.group === 'runtime' && check.isOk)).toHaveLength(5)
  return checks.filter(check => !check.isOk)
}

const database = (detail: string, fix: string) => ({
  group: 'database',
  isOk: false,
  detail: expect.stringContaining(detail),
  fix: expect.stringContaining(fix),
})
const configuration = (detail: string) => ({group: 'configuration', detail: expect.stringContaining(detail)})

describe('doctor shows all other checks and what failed, for', () => {
  it.each<[string, (path: string) => void, object]>([
    [
      'a database that was cut off',
      path => truncateSync(path, 300),
      database('has only 300 bytes', 'revsched db restore <file>'),
    ],
    [
      'a database that is none',
      path => writeFileSync(path, 'x'.repeat(9000)),
      database('is not an SQLite database', '--database <path>'),
    ],
    [
      'a newer database',
      path => {
        const file = new Sqlite(path)
        file.pragma('user_version = 99')
        file.close()
      },
      database('has version 99', 'install the newer revsched'),
    ],
  ])('%s', async (_, damage, check) => {
    damage(join(home, 'revsched.db'))
    expect(failed(await revsched(home, ['doctor', '--json']))).toMatchObject([check])
  })

  it('a setting that is wrong, with the database that is meant', async () => {
    writeFileSync(join(home, 'config.yaml'), 'timezone: Mars\nlogLevel: loud\n')
    expect(failed(await revsched(home, ['doctor', '--json']))).toMatchObject([
      configuration('"Mars" is not a valid time zone'),
      configuration('"loud" is not a valid logLevel'),
    ])
  })

  it('a config file that cannot be understood, and begins no database in its place', async () => {
    writeFileSync(join(home, 'config.yaml'), 'databse: /elsewhere.db\n')
    const other = join(place.folder, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'config.yaml'), 'databse: /elsewhere.db\n')
    expect(failed(await revsched(other, ['doctor', '--json']))).toMatchObject([
      configuration('unknown setting "databse"'),
      database('not known which database is meant', '--database <path>'),
    ])
    expect(readdirSync(other)).toEqual(['config.yaml'])
    const named = await revsched(home, ['doctor', '--json', '--database', join(home, 'revsched.db')])
    expect(failed(named)).toMatchObject([configuration('unknown setting "databse"')])
  })

  it.skipIf(!modesHold)('a folder that may not be written (needs setpriv when run by root)', async () => {
    chmodSync(place.folder, 0o755)
    chmodSync(join(home, 'revsched.db'), 0o444)
    chmodSync(home, 0o555)
    const checks = failed(await revsched(home, ['doctor', '--json'], asSomebody))
    chmodSync(home, 0o700)
    expect(checks).toMatchObject([database('SQLITE_READONLY', 'you may write the file and its folder')])
    expect(checks[0]!.fix).not.toContain('doctor')
  })

  it.skipIf(!canMount)('a full disk (needs user namespaces)', async () => {
    const lines = [
      'mount -t tmpfs -o size=1m,mode=700 tmpfs "$H"',
      'cat /dev/zero > "$H/filler" 2>/dev/null',
      `exec "${process.execPath}" "${program}" doctor --json`,
    ]
    const [command, ...args] = privateMounts(lines.join('\n'))
    const {code, stdout} = await run(command!, args, {env: {HOME: home, REVSCHED_HOME: home, H: home}})
    expect(code).toBe(11)
    const checks: Check[] = JSON.parse(stdout).checks
    expect(checks.filter(({isOk}) => !isOk)).toMatchObject([
      {name: 'disk space', detail: '0 MB free'},
      database('cannot create the database', 'has space'),
    ])
  })
})
