import {spawnSync} from 'node:child_process'
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {systemdSystemUnit, systemdUserUnit} from '../../../src/cli/render/systemd-unit.js'
import type {ServiceProgram} from '../../../src/cli/service-file.js'
import {program as scriptPath} from '../../support/program.js'
import {unitWords} from '../../support/unit-words.js'

const mark = 'Written by a test'
const aProgram = (changes: Partial<ServiceProgram> = {}): ServiceProgram => ({
  nodePath: process.execPath,
  scriptPath,
  args: ['daemon'],
  environment: {},
  ...changes,
})

function valuesOf(unit: string, key: string): string[] {
  return unit.split('\n').flatMap(line => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []))
}

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
if (!hasSystemd) process.stderr.write('skipped: units are not verified, systemd-analyze is not installed\n')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-unit-'))
})
afterEach(() => rmSync(folder, {recursive: true, force: true}))

/** What `systemd-analyze` says of a unit; its exit code and all of its text. */
function analyze(unit: string, args: readonly string[]): {status: number | null; text: string} {
  const path = join(folder, 'revsched.service')
  writeFileSync(path, unit)
  const {status, stdout, stderr} = spawnSync('systemd-analyze', [...args, path], {
    encoding: 'utf8',
    env: {PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder},
  })
  return {status, text: stdout + stderr}
}

const odd = [
  'plain',
  'two words',
  '50%',
  '%h and %%',
  '$HOME',
  '$$',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what systemd would replace
  '${HOME}',
  'a"b',
  "it's",
  'back\\slash',
  '\\x41',
  'Straße',
  '',
  ';',
  '# no comment',
]

describe.each([
  ['user', systemdUserUnit],
  ['system', systemdSystemUnit],
] as const)('the %s unit', (kind, unitOf) => {
  it.each(odd)('holds %j as one word of the command', text => {
    const unit = unitOf(mark, aProgram({scriptPath: `/opt/${text}`, args: ['daemon', '--user', text]}))
    const [line] = valuesOf(unit, 'ExecStart')
    expect(unitWords(line!)).toEqual([process.execPath, `/opt/${text}`, 'daemon', '--user', text])
  })

  it.each(odd)('holds %j as the value of a variable', text => {
    const unit = unitOf(mark, aProgram({environment: {REVSCHED_HOME: text, REVSCHED_USER: 'ann'}}))
    // `$` means nothing there, as it means nothing in a first word.
    expect(valuesOf(unit, 'Environment').map(unitWords)).toEqual([
      [`REVSCHED_HOME=${text}`],
      ['REVSCHED_USER=ann'],
    ])
  })

  it.each(["it's", 'a"b', 'back\\slash'])('refuses a Node in %j, which systemd would not start', text => {
    expect(() => unitOf(mark, aProgram({nodePath: `/opt/${text}/node`}))).toThrow(/quotes or backslashes/)
  })

  it.skipIf(!hasSystemd)('is one that systemd reads without a complaint', () => {
    const unit = unitOf(mark, aProgram({environment: {REVSCHED_HOME: '/tmp/a b'}}))
    expect(analyze(unit, [`--${kind}`, 'verify'])).toEqual({status: 0, text: ''})
  })

  it.skipIf(!hasSystemd)('finds a Node in a folder of an odd name', () => {
    const odd = join(folder, 'a b%c$d=é')
    mkdirSync(odd)
    copyFileSync('/usr/bin/true', join(odd, 'node'))
    const unit = unitOf(mark, aProgram({nodePath: join(odd, 'node')}))
    expect(analyze(unit, [`--${kind}`, 'verify'])).toEqual({status: 0, text: ''})
    expect(
      analyze(unitOf(mark, aProgram({nodePath: join(folder, 'gone')})), [`--${kind}`, 'verify']).text,
    ).toContain('not executable')
  })

  it('stops in the time that running reviews need, and is not started again for what a start does not mend', () => {
    const unit = unitOf(mark, aProgram())
    expect(unit.startsWith(`# ${mark}`)).toBe(true)
    const values = [
      'Type',
      'NotifyAccess',
      'WatchdogSec',
      'TimeoutStopSec',
      'Restart',
      'RestartPreventExitStatus',
    ]
    expect(values.flatMap(key => valuesOf(unit, key))).toEqual([
      'notify',
      'all',
      '60',
      '75',
      'on-failure',
      '2 5 12',
    ])
    expect(valuesOf(unit, 'ExecReload')).toEqual(['/bin/kill -HUP $MAINPID'])
  })
})

describe('the system unit', () => {
  it.skipIf(!hasSystemd)('leaves at most 2.0 of 10 exposed', () => {
    const {status, text} = analyze(systemdSystemUnit(mark, aProgram()), [
      'security',
      '--offline=true',
      '--threshold=20',
    ])
    expect(text).toMatch(/Overall exposure level for revsched\.service: [01]\.\d OK/)
    expect(status).toBe(0)
  })

  it('leaves Node the memory that it compiles into, and the boot id', () => {
    const unit = systemdSystemUnit(mark, aProgram())
    expect([...valuesOf(unit, 'MemoryDenyWriteExecute'), ...valuesOf(unit, 'ProcSubset')]).toEqual([])
  })
})
