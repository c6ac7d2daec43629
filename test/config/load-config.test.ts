import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {type Config, type ConfigSources, loadConfig, loadWhatIsValid} from '../../src/config/load-config.js'

type Given = Partial<Pick<ConfigSources, 'env' | 'flags'>> & {file?: string | Error}

function sources({env = {}, flags = {}, file}: Given = {}): ConfigSources {
  return {
    env,
    flags,
    folders: {config: '/etc/rev', data: '/var/rev'},
    account: 'ann',
    async readFile(path) {
      expect(path).toBe('/etc/rev/config.yaml')
      if (typeof file === 'string') return file
      throw file ?? Object.assign(new Error('no such file'), {code: 'ENOENT'})
    },
  }
}

const load = (given?: Given) => loadConfig(sources(given))

const file =
  'database: /file.db\nuser: file-user\ntimezone: Europe/Berlin\nruleset: strict\ncolor: never\nconcurrency: 8\nlogLevel: warn\nbackupFolder: /backups\nbackupsKept: 14\n'
const env = {
  REVSCHED_DATABASE: '/env.db',
  REVSCHED_USER: 'env-user',
  REVSCHED_TIMEZONE: 'Asia/Tokyo',
  REVSCHED_RULESET: '/env.yaml',
  REVSCHED_COLOR: 'always',
  REVSCHED_CONCURRENCY: '2',
  REVSCHED_LOGLEVEL: 'debug',
  REVSCHED_BACKUPFOLDER: '/mnt/backups',
  REVSCHED_BACKUPSKEPT: '1',
}
const flags = {database: '/flag.db', user: 'flag-user', color: 'auto'}

describe('each setting comes from the first place that has it', () => {
  it.each<[keyof Config, string | null, string, string, string | null]>([
    ['database', '/var/rev/revsched.db', '/file.db', '/env.db', '/flag.db'],
    ['user', 'ann', 'file-user', 'env-user', 'flag-user'],
    ['timezone', null, 'Europe/Berlin', 'Asia/Tokyo', null],
    ['ruleset', 'recommended', 'strict', '/env.yaml', null],
    ['color', 'auto', 'never', 'always', 'auto'],
    ['concurrency', null, '8', '2', null],
    ['logLevel', 'info', 'warn', 'debug', null],
    ['backupFolder', null, '/backups', '/mnt/backups', null],
    ['backupsKept', '7', '14', '1', null],
  ])('%s', async (key, byDefault, inFile, inEnv, asFlag) => {
    const settingOf = async (given: Given) => (await load(given)).config[key]
    expect(await settingOf({})).toEqual({value: byDefault, origin: 'default', where: ''})
    const fromFile = {value: inFile, origin: 'file', where: '/etc/rev/config.yaml'}
    expect(await settingOf({file})).toEqual(fromFile)
    const variable = `REVSCHED_${key.toUpperCase()}`
    expect(await settingOf({file, env})).toEqual({value: inEnv, origin: 'env', where: variable})
    expect(await settingOf({file, env: {[variable]: ''}})).toEqual(fromFile)
    if (asFlag === null) return
    expect(await settingOf({file, env, flags})).toEqual({value: asFlag, origin: 'flag', where: `--${key}`})
  })
})

describe('a path', () => {
  it.each<[string, Given, keyof Config, string]>([
    [
      'of a database in the file stands beside the file',
      {file: 'database: my.db'},
      'database',
      '/etc/rev/my.db',
    ],
    [
      'of rules in the file stands beside the file',
      {file: 'ruleset: rules.yaml'},
      'ruleset',
      '/etc/rev/rules.yaml',
    ],
    [
      'of backups in the file stands beside the file',
      {file: 'backupFolder: backups'},
      'backupFolder',
      '/etc/rev/backups',
    ],
    ['with folders, too', {file: 'ruleset: ../team/rules'}, 'ruleset', '/etc/team/rules'],
    ['is no preset', {file: 'ruleset: strict'}, 'ruleset', 'strict'],
    [
      'in the environment stands where the command runs',
      {env: {REVSCHED_DATABASE: 'my.db'}},
      'database',
      join(process.cwd(), 'my.db'),
    ],
    [
      'as a flag stands where the command runs',
      {flags: {database: 'my.db'}},
      'database',
      join(process.cwd(), 'my.db'),
    ],
  ])('%s', async (_, given, key, value) => {
    expect((await load(given)).config[key].value).toBe(value)
  })
})

describe('what is refused', () => {
  it.each<[string, Given, string]>([
    [
      'a colour from a flag',
      {flags: {color: 'red'}},
      '"red" is not a valid color (--color): it takes auto, always or never',
    ],
    ['a concurrency below two', {file: 'concurrency: 1'}, 'it takes a whole number from 2 to 64'],
    ['a concurrency above 64', {env: {REVSCHED_CONCURRENCY: '65'}}, '(REVSCHED_CONCURRENCY)'],
    ['a concurrency that is no number', {file: 'concurrency: many'}, '"many" is not a valid concurrency'],
    ['no backups to keep', {file: 'backupsKept: 0'}, '"0" is not a valid backupsKept (/etc/rev/config.yaml)'],
    ['more backups than a number of three digits', {env: {REVSCHED_BACKUPSKEPT: '1000'}}, 'from 1 to 999'],
    ['backups that are no number', {file: 'backupsKept: all'}, '"all" is not a valid backupsKept'],
    ['a folder of backups without a name', {env: {REVSCHED_BACKUPFOLDER: ' '}}, '(REVSCHED_BACKUPFOLDER)'],
    ['a level that there is not', {file: 'logLevel: loud'}, 'it takes error, warn, info, debug'],
    ['a colour from the environment', {env: {REVSCHED_COLOR: 'red'}}, '(REVSCHED_COLOR)'],
    ['a colour from the file', {file: 'color: red'}, '(/etc/rev/config.yaml)'],
    [
      'a database of another kind',
      {env: {REVSCHED_DATABASE: 'postgres://u:secret@h/d'}},
      'of kind "postgres"',
    ],
    [
      'a file that may not be read',
      {file: Object.assign(new Error('EACCES: permission denied'), {code: 'EACCES'})},
      'cannot read the config file "/etc/rev/config.yaml": EACCES',
    ],
    [
      'a folder in its place',
      {file: new Error('it is a folder')},
      'cannot read the config file "/etc/rev/config.yaml": it is a folder',
    ],
  ])('%s', async (_, given, message) => {
    const refused = load(given)
    await expect(refused).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(message),
      hint: expect.any(String),
    })
    await expect(refused).rejects.not.toMatchObject({message: expect.stringContaining('secret')})
  })

  it('not a folder that is a file: there is no config file in it', async () => {
    const {config} = await load({file: Object.assign(new Error('not a directory'), {code: 'ENOTDIR'})})
    expect(config.ruleset.origin).toBe('default')
  })
})

describe('what is valid of a bad configuration', () => {
  it.each<[string, Given, string[], {timezone?: string | null; database?: string; isDatabaseKnown: boolean}]>(
    [
      ['nothing wrong', {file: 'timezone: UTC'}, [], {timezone: 'UTC', isDatabaseKnown: true}],
      [
        'wrong settings',
        {file: 'database: /file.db', env: {REVSCHED_TIMEZONE: 'CST', REVSCHED_COLOR: 'red'}},
        ['"CST" is not', '"red" is not'],
        {timezone: null, database: '/file.db', isDatabaseKnown: true},
      ],
      [
        'a wrong setting and no database',
        {env: {REVSCHED_COLOR: 'red'}},
        ['"red" is not'],
        {isDatabaseKnown: true},
      ],
      [
        'a bad file',
        {file: 'colour: red'},
        ['unknown setting "colour"'],
        {database: '/var/rev/revsched.db', isDatabaseKnown: false},
      ],
      [
        'a bad file and a flag',
        {file: 'colour: red', flags: {database: '/flag.db'}},
        ['unknown setting "colour"'],
        {database: '/flag.db', isDatabaseKnown: true},
      ],
      [
        'a database of another kind',
        {env: {REVSCHED_DATABASE: 'postgres://db'}},
        ['kind "postgres"'],
        {isDatabaseKnown: false},
      ],
    ],
  )('%s', async (_, given, expected, {isDatabaseKnown, ...values}) => {
    const {config, problems, databaseProblem} = await loadWhatIsValid(sources(given))
    expect(problems.map(({message}) => message)).toEqual(expected.map(part => expect.stringContaining(part)))
    expect(databaseProblem === null).toBe(isDatabaseKnown)
    for (const [key, value] of Object.entries(values))
      expect(config[key as 'timezone' | 'database'].value).toBe(value)
    if (problems[0]) await expect(load(given)).rejects.toMatchObject({message: problems[0].message})
  })
})
