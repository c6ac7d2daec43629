import {chmodSync, existsSync, mkdirSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'
import {storeFolder} from '../support/a-store.js'
import {asSomebody, canMount, canTrace, injecting, modesHold, privateMounts} from '../support/faults.js'
import {program, refusal, revsched, run, sampleFile} from '../support/program.js'

const place = storeFolder()
let home = ''

beforeEach(() => {
  home = join(place.folder, 'home')
  mkdirSync(home, {mode: 0o700})
})

const addWeekly = ['add', 'weekly', '--connection', 'emea', '--schedule', '0 6 * * 1', '--timezone', 'UTC']

async function connected(): Promise<void> {
  const ended = await revsched(home, ['connection', 'add', 'file', 'emea', '--path', sampleFile])
  expect(ended).toMatchObject({code: 0})
}

/** Runs lines of shell with `home` on a file system of their own; each line's exit code and output. */
async function onMount(mount: string, lines: readonly string[]): Promise<string[]> {
  const steps = lines.map(line => `{ ${line}\n} 2>&1; echo "exit $?"; echo "=="`)
  const [command, ...args] = privateMounts([mount, ...steps].join('\n'))
  const env = {HOME: home, REVSCHED_HOME: home, H: home, TZ: 'UTC', SAMPLE: sampleFile}
  const {stdout, stderr} = await run(command!, args, {env})
  expect(stderr).toBe('')
  return stdout.split('==\n').slice(0, -1)
}

const revschedLine = (args: string) => `"${process.execPath}" "${program}" ${args}`
const fill = 'cat /dev/zero > "$H/filler" 2>/dev/null; test -s "$H/filler"'

describe.skipIf(!canMount)('a full disk (needs user namespaces)', () => {
  const small = 'mount -t tmpfs -o size=2m,mode=700 tmpfs "$H"'
  const full = /^error: .*\((SQLITE_FULL|SQLITE_IOERR_\w+)\); nothing was changed\nhint: .*disk.*\nexit 10\n$/

  it('stops a command that writes, which succeeds when space returns', async () => {
    const steps = await onMount(small, [
      revschedLine('connection add file emea --path "$SAMPLE" --json > /dev/null'),
      fill,
      revschedLine('add weekly --connection emea --schedule "0 6 * * 1"'),
      revschedLine('run-now --connection emea'),
      'rm "$H/filler"',
      revschedLine('db check --json > /dev/null'),
      revschedLine('list --json'),
      revschedLine('history --json'),
      revschedLine('add weekly --connection emea --schedule "0 6 * * 1" > /dev/null 2>&1'),
      revschedLine('run-now weekly > /dev/null'),
      revschedLine('db check > /dev/null'),
      'ls -A "$H"',
    ])
    expect(steps[0]).toBe('exit 0\n')
    expect(steps[1]).toBe('exit 0\n')
    expect(steps[2]).toMatch(full)
    expect(steps[3]).toMatch(full)
    expect(steps.slice(4)).toEqual([
      'exit 0\n',
      'exit 0\n',
      '[]\nexit 0\n',
      '[]\nexit 0\n',
      'exit 0\n',
      'exit 0\n',
      'exit 0\n',
      'revsched.db\nexit 0\n',
    ])
  })

  it('lets no database begin, and leaves nothing of one', async () => {
    const [, refused, left, , listed] = await onMount(small, [
      fill,
      revschedLine('list'),
      'ls -A "$H"',
      'rm "$H/filler"',
      revschedLine('list --json'),
    ])
    expect(refused).toMatch(/^error: cannot create the database .*\nhint: .*space.*\nexit 10\n$/)
    expect(left).toBe('filler\nexit 0\n')
    expect(listed).toBe('[]\nexit 0\n')
  })

  it('leaves no part of a backup of the day, and those before it', async () => {
    const order = `{database: process.env.H + '/revsched.db', folder: process.env.H + '/disk', keep: 1, at: new Date()}`
    const script = `const child = require('node:child_process').fork(process.argv[1], {serialization: 'advanced'})
      child.on('message', told => console.log(JSON.stringify(told))).send(${order})`
    const entry = join(program, '../../dist/backup-process.js')
    const steps = await onMount(`mkdir "$H/disk" && mount -t tmpfs -o size=400k tmpfs "$H/disk"`, [
      revschedLine('connection add file emea --path "$SAMPLE" --json > /dev/null'),
      `"${process.execPath}" -e "${script}" "${entry}"`,
      'ls -A "$H/disk" > "$H/one"',
      `"${process.execPath}" -e "${script}" "${entry}"`,
      'ls -A "$H/disk" | diff "$H/one" -',
    ])
    expect(steps[1]).toMatch(/^{"made":{"path":".*\.bak","bytes":\d+,"removed":0,"problem":null}}\nexit 0\n$/)
    expect(steps[3]).toMatch(/^{"refusal":{"code":"storage",.*SQLITE_FULL.*}}\nexit 0\n$/)
    expect(steps[4]).toBe('exit 0\n')
  })

  it('leaves no part of a backup or of a report', async () => {
    const steps = await onMount(`mkdir "$H/disk" && mount -t tmpfs -o size=16k tmpfs "$H/disk"`, [
      revschedLine('connection add file emea --path "$SAMPLE" --json > /dev/null'),
      revschedLine('db backup "$H/disk/copy.db"'),
      revschedLine('run-now --connection emea --format html --output "$H/disk/review.html"'),
      'ls -A "$H/disk"',
      revschedLine('history --json | grep -o \'"status":"[a-z]*"\''),
    ])
    expect(steps[1]).toMatch(/^error: .*copy.db.*\nhint: .*space.*\nexit 10\n$/)
    expect(steps[2]).toMatch(
      /^error: cannot write ".*review.html": no space is left on the disk; the review is stored\nhint: revsched report emea@latest .*\nexit 10\n$/,
    )
    expect(steps[3]).toBe('exit 0\n')
    expect(steps[4]).toBe('"status":"completed"\nexit 0\n')
  })
})

describe.skipIf(!canMount)('a read-only file system (needs user namespaces)', () => {
  it('is named by every command that cannot do without writing, and changes nothing', async () => {
    await connected()
    const readOnly = 'mount --bind "$H" "$H" && mount -o remount,bind,ro "$H"'
    const steps = await onMount(readOnly, [
      revschedLine('list'),
      revschedLine('add weekly --connection emea --schedule "0 6 * * 1"'),
      revschedLine('db backup "$H/copy.db"'),
    ])
    for (const step of steps)
      expect(step).toMatch(
        /^error: the database ".*" cannot be (opened|written) .*; nothing was changed\nhint: .*\nexit 10\n$/,
      )
    expect(readdirSync(home)).toEqual(['revsched.db'])
  })

  it('lets no database begin', async () => {
    const [refused] = await onMount('mount -t tmpfs -o ro tmpfs "$H"', [revschedLine('list')])
    expect(refused).toMatch(
      /^error: cannot create the database .*EROFS.*\nhint: check that the folder .*\nexit 10\n$/,
    )
  })
})

describe.skipIf(!modesHold)('modes that keep the user out (needs setpriv when run by root)', () => {
  it.each<[string, number, number, string[], RegExp]>([
    ['the folder', 0o000, 0o666, ['list'], /cannot reach the database ".*": EACCES/],
    ['the file', 0o777, 0o000, ['list'], /cannot be opened \(SQLITE_CANTOPEN\); nothing was changed/],
    [
      'folder and file for writing',
      0o555,
      0o444,
      ['list'],
      /cannot be (opened|written) .*; nothing was changed/,
    ],
    [
      'the file for writing',
      0o777,
      0o444,
      ['connection', 'add', 'file', 'apac', '--path', sampleFile],
      /cannot be written \(SQLITE_READONLY\w*\); nothing was changed/,
    ],
  ])('%s: folder %o, file %o', async (_, folderMode, fileMode, command, message) => {
    await connected()
    chmodSync(place.folder, 0o755)
    chmodSync(join(home, 'revsched.db'), fileMode)
    chmodSync(home, folderMode)
    try {
      const {code, error} = await refusal(
        revsched(
          // Another home: the config file must not be what is missed.
          join(place.folder, 'other'),
          [...command, '--database', join(home, 'revsched.db')],
          asSomebody,
        ),
      )
      expect({code, error}).toEqual({code: 10, error: expect.stringMatching(message)})
    } finally {
      chmodSync(home, 0o700)
    }
  })

  it('a folder in which no database can begin', async () => {
    chmodSync(place.folder, 0o755)
    chmodSync(home, 0o555)
    const {code, error} = await refusal(revsched(home, ['list'], asSomebody))
    expect({code, error}).toEqual({
      code: 10,
      error: expect.stringMatching(/cannot create the database ".*": EACCES/),
    })
    expect(readdirSync(home)).toEqual([])
  })
})

describe.skipIf(!canTrace)('a disk that fails (needs strace)', () => {
  it.each([
    ['ENOSPC', 'pwrite64'],
    ['EIO', 'pwrite64'],
    ['EDQUOT', 'pwrite64'],
    ['EIO', 'fsync,fdatasync'],
  ])(
    '%s at %s: the command says so, nothing of it is stored, and it succeeds afterwards',
    async (error, calls) => {
      await connected()
      const failed = await refusal(revsched(home, addWeekly, injecting(calls, `error=${error}:when=1+`)))
      expect(failed).toEqual({code: 10, error: expect.stringMatching(/nothing was changed\nhint: .*\n$/)})
      expect(await revsched(home, ['list', '--json'])).toMatchObject({code: 0, stdout: '[]\n'})
      expect(await revsched(home, addWeekly)).toMatchObject({code: 0})
      expect(await revsched(home, ['db', 'check'])).toMatchObject({code: 0})
    },
  )

  it('syncs each acknowledged write, also when nothing is brought back into the file', async () => {
    await connected()
    const database = await place.open({}, join(home, 'revsched.db'))
    const trace = join(place.folder, 'trace')
    const strace = ['strace', '-f', '-qq', '-o', trace, '-e', 'trace=fsync,fdatasync']
    expect(await revsched(home, addWeekly, strace)).toMatchObject({code: 0})
    database.close()
    const {stdout} = await run('grep', ['-c', 'sync(', trace])
    expect(Number(stdout)).toBeGreaterThanOrEqual(1)
    expect(existsSync(trace)).toBe(true)
  })
})
