import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {fileDriver} from '../../src/delivery/file.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {Sending} from '../../src/domain/ports/channel-driver.js'
import {aDigestTask, aSending} from '../support/a-digest-task.js'
import {bundled} from '../support/bundled.js'
import {channelPorts} from '../support/channel-ports.js'
import {asSomebody, canMount, modesHold, privateMounts} from '../support/faults.js'
import {run} from '../support/program.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-reports-'))
})
afterEach(() => rmSync(folder, {recursive: true, force: true}))

const never = new AbortController().signal
const name = 'weekly-2025-04-01T1200Z-1f0c2a44.html'
const message = {bytes: Buffer.from('<html>'), extension: 'html', isSample: false}

const send = (changes: Partial<Sending> = {}, ports = channelPorts(), signal = never) =>
  fileDriver.send(
    aSending({message, ...changes, settings: {folder, format: 'html', ...changes.settings}}),
    ports,
    signal,
  )

describe('settings', () => {
  it.each<[string, object, object]>([
    ['a folder and a format', {folder: '/srv/a', format: 'csv'}, {folder: '/srv/a', format: 'csv'}],
    ['a path that goes up', {folder: '/srv/a/../b/', format: 'text'}, {folder: '/srv/b', format: 'text'}],
    ['1 file', {folder: '/a', format: 'html', keep: 1}, {folder: '/a', format: 'html', keep: 1}],
    ['1,000 files', {folder: '/a', format: 'html', keep: 1000}, {folder: '/a', format: 'html', keep: 1000}],
    [
      'every deal',
      {folder: '/a', format: 'json', allDeals: true},
      {folder: '/a', format: 'json', allDeals: true},
    ],
  ])('are taken: %s', (_, given, expected) => expect(fileDriver.parseSettings({...given})).toEqual(expected))

  it.each<[string, object, string]>([
    [
      'no folder',
      {format: 'html'},
      '--folder is missing: it takes the whole path of a folder, as /srv/reports',
    ],
    ['a path from here', {folder: 'reports', format: 'html'}, '"reports" is not a valid --folder'],
    ['a path of a shell', {folder: '~/reports', format: 'html'}, '"~/reports" is not a valid --folder'],
    ['a path with a null', {folder: '/a\u0000b', format: 'html'}, 'is not a valid --folder'],
    ['no format', {folder: '/a'}, '--format is missing: it takes html, markdown, json, csv, xlsx, text'],
    ['another format', {folder: '/a', format: 'pdf'}, '"pdf" is not a valid --format'],
    [
      'no file at all',
      {folder: '/a', format: 'html', keep: 0},
      '0 is not a valid --keep: it takes a whole number of files from 1 to 1000',
    ],
    ['1,001 files', {folder: '/a', format: 'html', keep: 1001}, '1001 is not a valid --keep'],
    ['half a file', {folder: '/a', format: 'html', keep: 1.5}, '1.5 is not a valid --keep'],
    ['an unknown one', {folder: '/a', format: 'html', mode: '0644'}, 'no setting "mode"'],
  ])('are refused: %s', (_, given, words) =>
    expect(() => fileDriver.parseSettings({...given})).toThrow(
      expect.objectContaining({code: 'usage', message: expect.stringContaining(words)}),
    ),
  )

  it('need no secret, and show folder and format', () => {
    expect(fileDriver.secretPrompt({})).toBeNull()
    expect(() => fileDriver.parseSecret('x', {})).toThrow(RevschedError)
    expect(fileDriver.targetOf({folder: '/srv/a', format: 'markdown'}, null)).toBe('/srv/a/*.md')
  })
})

describe('the report', () => {
  it.each([
    ['html', 'html', '<!doctype html>'],
    ['markdown', 'md', '# '],
    ['json', 'json', '{"run":'],
    ['csv', 'csv', 'Deal ID,'],
    ['xlsx', 'xlsx', 'PK'],
    ['text', 'txt', 'Monday'],
  ])('is written as %s', async (format, extension, start) => {
    const {template, ...task} = aDigestTask({kind: 'file', settings: {folder, format}})
    const made = await fileDriver.render({...task, template: {...template, title: 'Monday'}})
    expect(await send({message: made})).toEqual({kind: 'sent'})
    const [written, ...others] = readdirSync(folder)
    expect([written, others]).toEqual([name.replace('html', extension), []])
    expect(readFileSync(join(folder, written!)).subarray(0, start.length).toString()).toBe(start)
  })

  it('is not made for a single owner', async () =>
    expect(
      (async () =>
        fileDriver.render(aDigestTask({kind: 'file', owner: 'Grace', settings: {folder, format: 'csv'}})))(),
    ).rejects.toMatchObject({code: 'config'}))
})

describe('a file', () => {
  it("is its owner's alone", async () => {
    const before = process.umask(0)
    await send().finally(() => process.umask(before))
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  it('is written over by the same delivery, and by no other run', async () => {
    await send()
    await send({message: {...message, bytes: Buffer.from('again')}})
    await send({run: {id: '2f0c2a44', reviewName: 'weekly', completedAt: new Date('2025-04-01T12:00:00Z')}})
    expect(readdirSync(folder)).toEqual([name, name.replace('1f0c', '2f0c')])
    expect(readFileSync(join(folder, name), 'utf8')).toBe('again')
  })

  it('is whole when two deliveries write it at once', async () => {
    const texts = ['a', 'b'].map(letter => letter.repeat(1_000_000))
    const outcomes = await Promise.all(
      texts.map(text => send({message: {...message, bytes: Buffer.from(text)}})),
    )
    expect(outcomes).toEqual([{kind: 'sent'}, {kind: 'sent'}])
    expect(readdirSync(folder)).toEqual([name])
    expect(texts).toContain(readFileSync(join(folder, name), 'utf8'))
  })

  it('is not begun once it is stopped', async () => {
    const reason = new Error('stopped')
    await expect(send({}, channelPorts(), AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('keeping some', () => {
  const day = (number: number) => new Date(Date.UTC(2025, 3, number, 12))
  const sendOf = (number: number, {keep = 3, reviewName = 'weekly'} = {}) =>
    send({
      settings: {folder, format: 'html', keep},
      run: {id: `${number}`.padStart(8, '0'), reviewName, completedAt: day(number)},
    })
  const days = () => readdirSync(folder).map(file => /-(\d\d)T/.exec(file)?.[1] ?? file)

  it('removes the oldest of the same review, and nothing else', async () => {
    const others = [
      'notes.txt',
      'weekly-2024-01-01T0000Z-00000000.csv',
      'weekly-2024-01-01T0000Z-sample.html',
    ]
    for (const other of others) writeFileSync(join(folder, other), 'mine')
    await sendOf(1, {reviewName: 'weekly-emea'})
    for (const number of [1, 2, 3, 4, 5]) expect(await sendOf(number)).toEqual({kind: 'sent'})
    const left = readdirSync(folder).filter(file => !others.includes(file))
    expect(left).toEqual([
      'weekly-2025-04-03T1200Z-00000003.html',
      'weekly-2025-04-04T1200Z-00000004.html',
      'weekly-2025-04-05T1200Z-00000005.html',
      'weekly-emea-2025-04-01T1200Z-00000001.html',
    ])
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(others))
  })

  it('leaves the new one, also of an old run', async () => {
    for (const number of [7, 8, 9]) await sendOf(number)
    await sendOf(1)
    expect(days()).toEqual(['01', '08', '09'])
    await sendOf(1, {keep: 1})
    expect(days()).toEqual(['01'])
  })

  it('removes no link and no folder that have such a name', async () => {
    symlinkSync('/nowhere', join(folder, 'weekly-2024-01-01T0000Z-00000000.html'))
    mkdirSync(join(folder, 'weekly-2024-01-02T0000Z-00000000.html'))
    expect(await sendOf(1, {keep: 1})).toEqual({kind: 'sent'})
    expect(readdirSync(folder).length).toBe(3)
  })

  it('goes well for two at once', async () => {
    for (const number of [1, 2, 3, 4]) await sendOf(number, {keep: 9})
    const outcomes = await Promise.all([5, 6].map(number => sendOf(number, {keep: 2})))
    expect(outcomes).toEqual([{kind: 'sent'}, {kind: 'sent'}])
    expect(days()).toEqual(expect.arrayContaining(['05', '06']))
    expect(days().length).toBeLessThanOrEqual(3)
  })
})

describe('what cannot be written', () => {
  it.each<[string, () => Partial<Sending>, string]>([
    [
      'a folder that is missing',
      () => ({settings: {folder: `${folder}/a b`}}),
      `/a b" does not exist; mkdir -p "`,
    ],
    [
      'a folder that is a file',
      () => {
        writeFileSync(join(folder, 'a'), '')
        return {settings: {folder: join(folder, 'a')}}
      },
      '/a" is no folder',
    ],
    [
      'a folder below a file',
      () => {
        writeFileSync(join(folder, 'a'), '')
        return {settings: {folder: join(folder, 'a/b')}}
      },
      'a/b" is no folder',
    ],
    ['a link to a file', () => planted(path => symlinkSync(join(folder, 'victim'), path)), 'is no file'],
    ['a link to nothing', () => planted(path => symlinkSync('/nowhere', path)), 'is no file'],
    ['a link to a device', () => planted(path => symlinkSync('/dev/null', path)), 'is no file'],
    ['a folder', () => planted(path => mkdirSync(path)), 'is no file'],
  ])('%s fails', async (_, changes, words) => {
    writeFileSync(join(folder, 'victim'), 'mine')
    const outcome = await send(changes())
    expect(outcome).toEqual({kind: 'failed', error: expect.stringContaining(words)})
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('mine')
    expect(readdirSync(folder).filter(file => file.endsWith('.tmp'))).toEqual([])
  })

  function planted(plant: (path: string) => void): Partial<Sending> {
    plant(join(folder, name))
    return {}
  }

  it('a link that is planted behind the look is replaced, not followed', async () => {
    const {replaceFile} = channelPorts()
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'mine')
    const late = channelPorts({
      replaceFile: (path, bytes) => {
        symlinkSync(victim, path)
        return replaceFile(path, bytes)
      },
    })
    expect(await send({}, late)).toEqual({kind: 'sent'})
    expect(readFileSync(victim, 'utf8')).toBe('mine')
    expect(lstatSync(join(folder, name)).isFile()).toBe(true)
  })

  it.each<[string, string, string]>([
    ['ENOSPC', 'retry', 'no space is left'],
    ['EDQUOT', 'retry', 'no space is left'],
    ['EIO', 'retry', '(EIO)'],
    ['EMFILE', 'retry', '(EMFILE)'],
    ['ESTALE', 'retry', '(ESTALE)'],
    ['EROFS', 'failed', 'is read-only'],
    ['EACCES', 'failed', 'may not be written'],
    ['ENAMETOOLONG', 'failed', '(ENAMETOOLONG)'],
  ])('%s means %s', async (code, kind, words) => {
    const cause = Object.assign(new Error(code), {code, syscall: 'write'})
    const broken = channelPorts({
      replaceFile: () => Promise.reject(new RevschedError('storage', 'cannot write', {cause})),
    })
    expect(await send({}, broken)).toEqual({kind, error: expect.stringContaining(words)})
  })

  it('a bug is no outcome', async () => {
    const broken = channelPorts({replaceFile: () => Promise.reject(new TypeError('a bug'))})
    await expect(send({}, broken)).rejects.toThrow('a bug')
  })
})

describe.skipIf(!modesHold && !canMount)('in a process of its own', () => {
  const source = `
    import {fileDriver} from '/src/delivery/file.ts'
    import {replaceFile} from '/src/platform/write-file.ts'
    const folder = process.argv[2]
    const sending = {
      settings: {folder, format: 'html'}, secret: null,
      message: {bytes: Buffer.alloc(100_000), extension: 'html', isSample: false},
      run: {id: '1f0c2a44', reviewName: 'weekly', completedAt: new Date('2025-04-01T12:00:00Z')},
      recipient: null, key: 'k', isRepeat: false, state: {}, now: new Date(0),
    }
    const ports = {http: null, replaceFile: (path, bytes) => replaceFile(path, bytes, {suffix: 'x'})}
    fileDriver.send(sending, ports, new AbortController().signal).then(({kind, error}) => console.log(kind, error))`

  let programs = ''
  beforeAll(async () => {
    programs = mkdtempSync(join(tmpdir(), 'revsched-driver-'))
    chmodSync(programs, 0o755)
    await bundled(source, join(programs, 'driver.cjs'))
  })
  afterAll(() => rmSync(programs, {recursive: true, force: true}))

  const outcomeIn = async (target: string, before: (command: string) => string[]) => {
    chmodSync(folder, 0o755)
    const [command, ...args] = before(`"${process.execPath}" "${programs}/driver.cjs" "${target}"`)
    const {stdout, stderr} = await run(command!, args)
    return stdout + stderr
  }

  it.skipIf(!modesHold)('a folder of somebody else fails (needs setpriv when run by root)', async () => {
    const closed = join(folder, 'closed')
    mkdirSync(closed, {mode: 0o555})
    const outcome = await outcomeIn(closed, command => [...asSomebody, 'sh', '-c', command])
    expect(outcome).toMatch(/^failed the folder ".*closed" may not be written by the user/)
    expect(readdirSync(closed)).toEqual([])
  })

  it.skipIf(!canMount)('a full disk is tried again, and left clean (needs user namespaces)', async () => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    const outcome = await outcomeIn(disk, command =>
      privateMounts(`mount -t tmpfs -o size=4k tmpfs "${disk}"; ${command}; ls -A "${disk}"`),
    )
    expect(outcome).toBe(`retry no space is left on the disk of "${disk}"\n`)
  })
})
