import {execFileSync, spawn} from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {replaceFile, writeFileWhole} from '../../src/platform/write-file.js'
import {asSomebody, canMount, modesHold, privateMounts} from '../support/faults.js'
import {program, refusal, run} from '../support/program.js'

let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-write-'))
  path = join(folder, 'report.txt')
})
afterEach(() => rmSync(folder, {recursive: true, force: true}))

const write = (target = path, chunks: Iterable<string> = ['one ', 'two']) =>
  writeFileWhole(target, chunks, {suffix: 'x'})

function* breaking() {
  yield 'one '
  throw new Error('a bug in the report')
}

describe('a new file', () => {
  it('is whole, private, and alone', async () => {
    const before = process.umask(0)
    try {
      await write()
    } finally {
      process.umask(before)
    }
    expect(readFileSync(path, 'utf8')).toBe('one two')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['report.txt'])
  })

  it('may be empty', async () => {
    await write(path, [])
    expect(readFileSync(path, 'utf8')).toBe('')
  })

  it('does not appear when its content breaks off', async () => {
    await expect(write(path, breaking())).rejects.toThrow('a bug in the report')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('an old file', () => {
  it('is replaced', async () => {
    writeFileSync(path, 'the old one, which is longer')
    await write()
    expect(readFileSync(path, 'utf8')).toBe('one two')
  })

  it('stays as it is when the new content breaks off', async () => {
    writeFileSync(path, 'old')
    await expect(write(path, breaking())).rejects.toThrow('a bug in the report')
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['report.txt'])
  })

  it('behind a symbolic link is not written: the link is replaced', async () => {
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'mine')
    symlinkSync(victim, path)
    await write()
    expect(readFileSync(victim, 'utf8')).toBe('mine')
    expect(lstatSync(path).isFile()).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe('one two')
  })
})

describe('what cannot be written is refused in words, and nothing is left behind:', () => {
  it.each<[string, () => string, string]>([
    ['a folder', () => folder, 'it is a folder'],
    ['a file in no folder', () => join(folder, 'missing', 'report.txt'), 'does not exist'],
    [
      'a path through a file',
      () => {
        writeFileSync(path, 'old')
        return join(path, 'report.txt')
      },
      'is no folder',
    ],
    ['a name that is too long', () => join(folder, 'x'.repeat(300)), 'ENAMETOOLONG'],
  ])('%s', async (_, target, words) => {
    const refused = write(target())
    await expect(refused).rejects.toMatchObject({code: 'storage', message: expect.stringContaining(words)})
    expect(readdirSync(folder).filter(name => name !== 'report.txt')).toEqual([])
  })
})

describe('what is no regular file is written in place', () => {
  it('a pipe', async () => {
    execFileSync('mkfifo', [path])
    const reader = run('cat', [path])
    await write()
    expect((await reader).stdout).toBe('one two')
    expect(lstatSync(path).isFIFO()).toBe(true)
  })

  it('a pipe whose reader has gone', async () => {
    execFileSync('mkfifo', [path])
    const reader = spawn('head', ['-c', '1', path], {stdio: 'ignore'})
    function* endless() {
      for (let count = 0; count < 100_000; count++) yield 'x'.repeat(1000)
    }
    await expect(write(path, endless())).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('EPIPE'),
    })
    reader.kill()
  })

  // Through links of their own: a fault here must not replace the devices of the machine.
  it('a device', async () => {
    const [nothing, full] = [join(folder, 'null'), join(folder, 'full')]
    symlinkSync('/dev/null', nothing)
    symlinkSync('/dev/full', full)
    await write(nothing)
    await expect(write(full)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('no space is left on the disk'),
    })
    expect([nothing, full].map(path => lstatSync(path).isSymbolicLink())).toEqual([true, true])
  })

  // Not /dev/stdout, which is the same link: a program with this fault, run by root, would replace it on the whole machine.
  const review = `"${process.execPath}" "${program}" demo --output /dev/fd/1`

  it.runIf(process.platform === 'linux')('standard output, to whatever file it leads', async () => {
    writeFileSync(path, 'before\n')
    const ended = await run('sh', ['-c', `${review} >> "${path}"`], {
      env: {HOME: folder, REVSCHED_HOME: folder},
    })
    expect(ended).toMatchObject({code: 0})
    expect(readFileSync(path, 'utf8')).toMatch(/^before\nSample pipeline/)
  })
})

it('replaceFile replaces a pipe instead of writing into it, and no folder', async () => {
  execFileSync('mkfifo', [path])
  await replaceFile(path, Buffer.from('whole'), {suffix: 'x'})
  expect(readFileSync(path, 'utf8')).toBe('whole')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  await expect(replaceFile(folder, Buffer.from(''), {suffix: 'x'})).rejects.toMatchObject({code: 'storage'})
  expect(readdirSync(folder)).toEqual(['report.txt'])
})

describe('what killed processes have left beside it', () => {
  const id = '1f0c2a44-51f0-4c6e-a001-0123456789ab'
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)

  it.each<[string, string, number, boolean]>([
    ['a day ago', `.revsched-${id}.tmp`, 24.1, true],
    ['within a day, perhaps by one that lives', `.revsched-${id}.tmp`, 23.9, false],
    ['under another name', '.revsched-mine.tmp', 100, false],
    ['with more behind the name', `.revsched-${id}.tmp.html`, 100, false],
    ['with more before it', `x.revsched-${id}.tmp`, 100, false],
  ])('%s: %s', async (_, name, hours, isRemoved) => {
    writeFileSync(join(folder, name), 'half')
    utimesSync(join(folder, name), hoursAgo(hours), hoursAgo(hours))
    await replaceFile(path, Buffer.from('whole'), {suffix: 'x'})
    expect(readdirSync(folder)).toEqual([...(isRemoved ? [] : [name]), 'report.txt'].sort())
  })

  it('is no folder and no link, however old', async () => {
    const [inner, link] = [
      join(folder, `.revsched-${id}.tmp`),
      join(folder, `.revsched-${id.replace('1f', '2f')}.tmp`),
    ]
    mkdirSync(inner)
    symlinkSync(path, link)
    for (const one of [inner, link]) lutimesSync(one, hoursAgo(100), hoursAgo(100))
    await replaceFile(path, Buffer.from('whole'), {suffix: 'x'})
    expect(readdirSync(folder).length).toBe(3)
  })
})

describe.skipIf(!canMount)('a disk that is full or read-only (needs user namespaces)', () => {
  it.each([
    ['full', 'size=4k', 'no space is left on the disk'],
    ['read-only', 'ro', 'is read-only'],
  ])('%s', async (_, options, words) => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    const script = `mount -t tmpfs -o ${options} tmpfs "${disk}"
      "${process.execPath}" "${program}" demo --format html --output "${disk}/r.html"; status=$?; ls -A "${disk}"; exit $status`
    const [command, ...args] = privateMounts(script)
    const ended = await run(command!, args, {env: {HOME: folder, REVSCHED_HOME: folder}})
    expect(ended).toMatchObject({code: 10, stdout: '', stderr: expect.stringContaining(words)})
  })
})

describe.skipIf(!modesHold)('a folder that may not be written (needs setpriv when run by root)', () => {
  it('is named', async () => {
    const closed = join(folder, 'closed')
    mkdirSync(closed, {mode: 0o555})
    chmodSync(folder, 0o755)
    const [command, ...args] = [
      ...asSomebody,
      process.execPath,
      program,
      'demo',
      '--output',
      join(closed, 'r.txt'),
    ]
    const refused = await refusal(run(command!, args, {env: {HOME: folder, REVSCHED_HOME: folder}}))
    expect(refused).toEqual({
      code: 10,
      error: expect.stringContaining(
        `cannot write "${closed}/r.txt": the folder "${closed}" may not be written`,
      ),
    })
    expect(existsSync(join(closed, 'r.txt'))).toBe(false)
  })
})
