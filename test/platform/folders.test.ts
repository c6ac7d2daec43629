import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {appFolders} from '../../src/platform/folders.js'
import {asSomebody, modesHold} from '../support/faults.js'
import {program, run} from '../support/program.js'

const home = () => '/home/ann'

describe('where settings and data live', () => {
  it.each<[string, NodeJS.ProcessEnv, NodeJS.Platform, string, string]>([
    ['by default', {}, 'linux', '/home/ann/.config/revsched', '/home/ann/.local/share/revsched'],
    [
      'REVSCHED_HOME holds both',
      {REVSCHED_HOME: '/r', STATE_DIRECTORY: '/s', XDG_DATA_HOME: '/x'},
      'linux',
      '/r',
      '/r',
    ],
    ['XDG folders', {XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d'}, 'linux', '/c/revsched', '/d/revsched'],
    [
      'relative XDG folders are ignored',
      {XDG_CONFIG_HOME: 'c', XDG_DATA_HOME: './d'},
      'linux',
      '/home/ann/.config/revsched',
      '/home/ann/.local/share/revsched',
    ],
    [
      'empty variables are ignored',
      {
        REVSCHED_HOME: '',
        STATE_DIRECTORY: '',
        CONFIGURATION_DIRECTORY: '',
        XDG_CONFIG_HOME: '',
        XDG_DATA_HOME: '',
      },
      'linux',
      '/home/ann/.config/revsched',
      '/home/ann/.local/share/revsched',
    ],
    [
      'a state folder of systemd',
      {STATE_DIRECTORY: '/var/lib/r'},
      'linux',
      '/home/ann/.config/revsched',
      '/var/lib/r',
    ],
    ['the first of several', {STATE_DIRECTORY: '/a:/b'}, 'linux', '/home/ann/.config/revsched', '/a'],
    ['both of systemd', {STATE_DIRECTORY: '/s', CONFIGURATION_DIRECTORY: '/e'}, 'linux', '/e', '/s'],
    [
      'macOS has one',
      {XDG_DATA_HOME: '/x'},
      'darwin',
      '/home/ann/Library/Application Support/revsched',
      '/home/ann/Library/Application Support/revsched',
    ],
  ])('%s', (_, env, platform, config, data) => {
    expect(appFolders(env, platform, home)).toEqual({config, data})
  })

  const homeless = () => {
    throw new Error('uv_os_homedir returned ENOENT')
  }

  it.each<[string, NodeJS.ProcessEnv]>([
    ['with REVSCHED_HOME', {REVSCHED_HOME: '/r'}],
    ['with both XDG folders', {XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d'}],
    ['with both folders of systemd', {STATE_DIRECTORY: '/s', CONFIGURATION_DIRECTORY: '/e'}],
  ])('no home is needed %s', (_, env) => {
    expect(() => appFolders(env, 'linux', homeless)).not.toThrow()
  })

  it('a missing home is said in words', () => {
    expect(() => appFolders({}, 'linux', homeless)).toThrow(
      expect.objectContaining({
        code: 'config',
        message: 'this account has no home folder: uv_os_homedir returned ENOENT',
        hint: 'set HOME, or REVSCHED_HOME to the folder that is to hold everything',
      }),
    )
  })
})

describe.skipIf(!modesHold || asSomebody.length === 0)(
  'an account without name and home (needs root and setpriv)',
  () => {
    const nobody = ['--reuid=54321', '--regid=54321', '--clear-groups', process.execPath, program]

    it('is told what to set', async () => {
      const ended = await run('setpriv', [...nobody, 'list'])
      expect(ended).toMatchObject({code: 5, stderr: expect.stringContaining('set HOME, or REVSCHED_HOME')})
    })

    it('acts as the user of its number', async () => {
      const env = {REVSCHED_HOME: join('/tmp', 'revsched-of-nobody')}
      const {code, stdout} = await run('setpriv', [...nobody, 'config', 'get', 'user'], {env})
      expect({code, stdout}).toEqual({code: 0, stdout: 'uid-54321\n'})
    })
  },
)
