import {describe, expect, it} from 'vitest'
import {variableReference} from '../../../src/app/setup/variable-reference.js'
import {setupCommands} from '../../support/a-setup.js'
import {useCase} from '../../support/use-case.js'

const given = useCase()
const {apply, files, variables} = setupCommands(given)

const connection = (...lines: string[]) => `version: 1\nconnections:\n  c:\n    ${lines.join('\n    ')}`
const channel = (...lines: string[]) => `version: 1\nchannels:\n  c:\n    ${lines.join('\n    ')}`
const review = (...lines: string[]) =>
  `version: 1\nconnections: {emea: {kind: file, path: x}}\nreviews:\n  r:\n    connection: emea\n    schedule: 0 6 * * 1\n    ${lines.join('\n    ')}`

const bomb = `version: 1\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]`

/** Each problem begins with its line and column; of a long one, how it begins. */
const tables: Readonly<Record<string, readonly [name: string, file: string, problems: string[]][]>> = {
  'the file': [
    ['nothing', '', ['1:1 the file is empty']],
    ['a comment', '# later', ['1:1 the file is empty']],
    ['no version', 'reviews: {}', ['1:1 "version" is missing']],
    ['another version', 'version: 2', ['1:1 this is not a version']],
    ['a list', '- version: 1', ['1:1 the file takes version, connections, channels, reviews']],
    ['another section', 'version: 1\nrules: {}', ['2:1 unknown key "rules"']],
    ['no YAML', 'version: "1', ['1:12 not valid YAML']],
    ['two documents', 'version: 1\n---\nversion: 1', ['2:1 not valid YAML']],
    [
      'a bomb of aliases',
      bomb,
      ['3:8 the alias "*a"', '3:12 the alias "*a"', '4:8 the alias "*b"', '4:12 the alias "*b"'],
    ],
    ['depth', `version: 1\nreviews: ${'['.repeat(60)}`, ['2:60 nested too deeply']],
    [
      'a merge',
      'version: 1\nreviews:\n  a: &a {x: y}\n  b:\n    <<: *a',
      ['5:5 the alias "*a" is not taken'],
    ],
    ['a tag', 'version: !!int 1', ['1:16 the tag "tag:yaml.org,2002:int" is not taken']],
    ['a key twice', 'version: 1\nreviews: {}\nreviews: {}', ['3:1 the key "reviews" is there twice']],
    ['a name twice', 'version: 1\nreviews:\n  a: {}\n  a: {}', ['4:3 the key "a" is there twice']],
    ['a prototype', 'version: 1\nreviews:\n  __proto__: {}', ['3:3 unknown key "__proto__"']],
    ['no names', 'version: 1\nreviews: [a]', ['2:1 "reviews" takes names, each with its settings']],
    [
      'a name that cannot be',
      connection('kind: file', 'path: x').replace('c:', '"a@b":'),
      ['3:3 "a@b" cannot be the name of'],
    ],
  ],
  'a connection': [
    ['no kind', connection('path: x'), ['3:3 "kind" is missing: it is one of file, salesforce, hubspot']],
    ['another kind', connection('kind: salesfroce'), ['4:5 "salesfroce" is not a valid kind']],
    ['no path', connection('kind: file'), ['3:3 "path" is missing']],
    ['a flag of another kind', connection('kind: file', 'path: x', 'org: x'), ['6:5 unknown key "org"']],
    [
      'a flag as in a shell',
      connection('kind: file', 'path: x', 'date-format: x'),
      ['6:5 unknown key "date-format"'],
    ],
    [
      'several mistakes',
      connection(
        'kind: file',
        'path: x',
        'maxRefused: 101%',
        'fiscalYearStart: 13',
        'dateFormat: {a: xyz}',
        'format: xls',
      ),
      [
        '6:5 "101%" is not a valid maxRefused: it takes a percentage from 0 to 100',
        '7:5 "13" is not a valid fiscalYearStart: it takes a month from 1 to 12',
        '8:5 "xyz" is not a valid dateFormat for "a": it takes ymd, mdy or dmy',
        '9:5 "xls" is not a valid format: it takes csv, json, ndjson',
      ],
    ],
    ['a map where a text is', connection('kind: file', 'path: {a: b}'), ['5:5 "path" takes a text']],
    [
      'no switch',
      connection('kind: hubspot', 'delta: yes', 'secret: <TOKEN>'),
      ['5:5 "delta" takes true or false'],
    ],
    [
      'what does not go together',
      connection('kind: salesforce', 'login: jwt', 'clientId: x'),
      ['5:5 login jwt needs username'],
    ],
    [
      'a secret that a file has not',
      connection('kind: file', 'path: x', 'secret: <TOKEN>'),
      ['6:5 a connection with these settings has no secret'],
    ],
    [
      'a secret for a browser',
      connection('kind: hubspot', 'login: browser', 'clientId: x', 'secret: <TOKEN>'),
      ['7:5 a login with the browser needs a person'],
    ],
    [
      'no secret',
      connection('kind: hubspot'),
      ['3:3 the connection "c" needs its service key or access token'],
    ],
    [
      'a variable where no secret is',
      connection('kind: file', 'path: <TOKEN>'),
      ['5:5 "path" names a variable'],
    ],
  ],
  'a channel': [
    ['no secret', channel('kind: slack'), ['3:3 the channel "c": it needs a secret']],
    ['another secret', channel('kind: slack', 'secret: <TOKEN>'), ['5:5 the webhook URL is not a URL']],
    [
      'a webhook whose signing secret nobody would know',
      channel('kind: webhook', 'secret: <URL>'),
      ['5:5 the channel "c": its secret is the URL alone'],
    ],
    [
      'what is secret in another setting',
      channel('kind: webhook', 'header: {Authorization: x}', 'secret: <HOOK>'),
      ['5:5 the header "authorization" looks like a secret'],
    ],
  ],
  'a secret': [
    ['as it is', connection('kind: hubspot', 'secret: planted'), ['5:5 "secret" takes no secret as it is']],
    [
      'within a text',
      connection('kind: hubspot', `secret: 'x${variableReference('TOKEN')}'`),
      ['5:5 "secret" takes no secret as it is'],
    ],
    [
      'of a variable that is not set',
      connection('kind: hubspot', 'secret: <NOT_SET>'),
      ['5:5 the variable "NOT_SET"'],
    ],
    [
      'of no variable',
      connection('kind: hubspot', `secret: '${variableReference('')}'`),
      ['5:5 "secret" does not name a variable'],
    ],
    [
      'of a file that is not there',
      connection('kind: hubspot', 'secret: {file: none.txt}'),
      ['5:5 the secret cannot be read from "/data/none.txt": there is no such file'],
    ],
    [
      'of an empty file',
      connection('kind: hubspot', 'secret: {file: empty.txt}'),
      ['5:5 there is no secret in "/data/empty.txt": it is empty'],
    ],
    ['that cannot be one', connection('kind: hubspot', 'secret: <PASSWORD>'), ['5:5 this is no service key']],
    [
      'in a ping URL',
      review('pingUrl: https://hc-ping.com/planted'),
      ['7:5 "pingUrl" takes no secret as it is'],
    ],
    ['of a file', connection('kind: hubspot', 'secret: {file: token.txt}'), []],
  ],
  'a review': [
    [
      'no schedule',
      'version: 1\nconnections: {c: {kind: file, path: x}}\nreviews:\n  r:\n    connection: c',
      ['4:3 "schedule" is missing'],
    ],
    [
      'a connection that there is not',
      review('').replace('connection: emea', 'connection: emae'),
      ['5:5 there is no connection called "emae", neither in the file nor stored'],
    ],
    [
      'a connection that is wrong, which is told once',
      review('').replace('path: x', 'path: x, format: xls'),
      ['2:43 "xls" is not a valid format: it takes csv, json, ndjson'],
    ],
    ['rules that there are not', review('rules: strct'), ['7:5 there is no rule file "/data/strct"']],
    ['rules with a mistake', review('rules: wrong.yaml'), ['7:5 the rule file "/data/wrong.yaml:1:']],
    ['a filter of Salesforce', review('soql: "Type = 1"'), ['7:5 soql is a condition for Salesforce']],
    [
      'several mistakes',
      review(
        'timezone: EST',
        'timeout: 5x',
        'maxRetries: 21',
        'catchUp: some',
        'length: 51',
        'locale: klingon',
        'channel: none',
      ),
      [
        '7:5 "EST" is not a valid time zone',
        '8:5 "5x" is not a valid timeout',
        '9:5 "21" is not a valid maxRetries: it takes a whole number from 0 to 20',
        '10:5 "some" is not a valid catchUp',
        '11:5 "51" is not a valid length',
        '12:5 "klingon" is not a locale',
        '13:5 there is no channel called "none"',
      ],
    ],
    ['an empty range', review('minAmount: 5', 'maxAmount: 4'), ['7:5 no amount is at least 5 and at most 4']],
    [
      'a private address for nobody',
      review('allowPrivateAddress: true'),
      ['4:3 allowPrivateAddress is of the ping URL'],
    ],
    ['a pause that is none', review('paused: [x]'), ['7:5 "paused" takes true, false, or a reason']],
  ],
}

describe.each(Object.entries(tables))('what is wrong with %s', (_, rows) => {
  it('is told with its place, and nothing is written', async () => {
    variables.URL = 'https://you.example/hooks/planted'
    files.set('/data/token.txt', 'pat-eu1-planted\n')
    files.set('/data/empty.txt', '\n')
    files.set('/data/wrong.yaml', 'rules: {missing-amuont: off}')
    const before = given.place.dump()
    for (const [name, file, expected] of rows) {
      const {err, error} = await apply(file, {dryRun: true})
      expect(err, name).not.toContain('planted')
      const told = err.split('\n').filter(line => line.startsWith('reviews.yaml:'))
      const cut = told.map((line, index) =>
        line.replace(/^reviews.yaml:(\d+:\d+): /, '$1 ').slice(0, expected[index]?.length),
      )
      expect([name, ...cut]).toEqual([name, ...expected])
      const code = expected.length === 0 ? undefined : 'config'
      expect([name, (error as {code?: string} | null)?.code]).toEqual([name, code])
    }
    expect(given.place.dump()).toEqual(before)
  })
})

it('a mistake is told in the words of the file, with what to do, also as data', async () => {
  const {err, out, error} = await apply(review('timeout: 5x'))
  expect(
    err,
  ).toBe(`reviews.yaml:7:5: "5x" is not a valid timeout: it takes a duration from 1s to 1d, as 90s, 10m, 12h or 2d
  for example: timeout: 10m
`)
  expect([out, error]).toEqual([
    '',
    expect.objectContaining({message: '"reviews.yaml" has 1 problem; nothing was applied'}),
  ])
  expect(JSON.parse((await apply('version: 1\nreview: {}', {json: true})).out)).toEqual({
    file: 'reviews.yaml',
    problems: [
      {
        place: 'reviews.yaml:2:1',
        file: 'reviews.yaml',
        line: 2,
        column: 1,
        severity: 'error',
        message: 'unknown key "review"',
        hint: 'did you mean "reviews"?',
      },
    ],
    more: 0,
  })
})
