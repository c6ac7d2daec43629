import {spawnSync} from 'node:child_process'
import {expect, it} from 'vitest'
import {launchdPlist} from '../../../src/cli/render/launchd-plist.js'

const hasPython = spawnSync('python3', ['-c', 'import plistlib']).status === 0
if (!hasPython) process.stderr.write('skipped: the plist is not parsed, python3 is not installed\n')

const parse = 'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))'

it.skipIf(!hasPython)('the agent is a property list that says what to start and when', () => {
  const odd = ['a b', 'R&D <1>', `"quoted" 'twice'`, '&amp;', '50% of $HOME', 'Straße', ']]>', '']
  const program = {
    nodePath: '/opt/R&D/node',
    scriptPath: '/opt/a b/revsched.js',
    args: ['daemon', ...odd],
    environment: {REVSCHED_HOME: '/Users/R&D <1>'},
  }
  const {stdout, stderr} = spawnSync('python3', ['-c', parse], {
    input: launchdPlist('Written by a test', program, '/Users/ann/Library/Logs/revsched.log'),
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    Label: 'revsched.daemon',
    ProgramArguments: ['/opt/R&D/node', '/opt/a b/revsched.js', 'daemon', ...odd],
    EnvironmentVariables: {REVSCHED_HOME: '/Users/R&D <1>'},
    RunAtLoad: true,
    KeepAlive: {SuccessfulExit: false},
    ThrottleInterval: 30,
    ExitTimeOut: 75,
    Umask: 0o77,
    ProcessType: 'Background',
    StandardOutPath: '/Users/ann/Library/Logs/revsched.log',
    StandardErrorPath: '/Users/ann/Library/Logs/revsched.log',
  })
})
