import {describe, expect, it} from 'vitest'
import {editedSettings, settingChanges} from '../../src/cli/edited-settings.js'
import {parseCommandLine} from '../../src/cli/program.js'
import type {ConnectionKind} from '../../src/domain/crm-connection.js'
import {aConnection} from '../support/a-scheduled-review.js'
import {recordedIo} from '../support/fake-output.js'

const file = {
  path: '/data/a.csv',
  map: {amount: 'Value', name: 'Deal'},
  wonStages: ['Signed', 'Won'],
  format: 'csv',
}
const salesforce = {login: 'browser', clientId: 'x', loginUrl: 'https://test.salesforce.com', currency: 'EUR'}
const hubspot = {
  login: 'token',
  loginUrl: 'https://app.hubspot.com',
  apiUrl: 'https://api.hubapi.com',
  searchPerSecond: 2,
}

/** The settings after `revsched connection edit c1 <line>`. */
async function edited(kind: ConnectionKind, settings: Record<string, unknown>, line: string) {
  const words = ['connection', 'edit', 'c1', ...line.split(' ').filter(word => word !== '')]
  const parsed = await parseCommandLine(words, '1.0.0', recordedIo())
  const connection = aConnection({kind, settings})
  return editedSettings(settings, settingChanges(connection, parsed!.input as never, '/data'))
}

describe('what is not given stays', () => {
  it.each<[string, ConnectionKind, Record<string, unknown>, string, object]>([
    ['nothing given', 'file', file, '', {}],
    ['a path, from where one is', 'file', file, '--path b.csv', {path: '/data/b.csv'}],
    ['a value anew', 'file', file, '--format json', {format: 'json'}],
    ['one that was not there', 'file', file, '--max-refused 10%', {maxRefusedShare: 0.1}],
    ['one field of --map', 'file', file, '--map amount=Sum', {map: {amount: 'Sum', name: 'Deal'}}],
    ['another field of --map', 'file', file, '--map owner=Who', {map: {...file.map, owner: 'Who'}}],
    ['a field that no column has', 'file', file, '--map amount=', {map: {amount: null, name: 'Deal'}}],
    [
      'a column of --date-format, the first one',
      'file',
      file,
      '--date-format Close=dmy',
      {dateFormats: {Close: 'dmy'}},
    ],
    ['all won stages', 'file', file, '--won-stage Yes', {wonStages: ['Yes']}],
    ['taken away', 'file', file, '--no-format', {format: undefined}],
    ['taken away, though it was not there', 'file', file, '--no-encoding', {}],
    ['all of --map taken away', 'file', file, '--no-map', {map: undefined}],
    ['--map begun anew', 'file', file, '--no-map --map amount=Sum', {map: {amount: 'Sum'}}],
    [
      '--map begun anew, the other way about',
      'file',
      file,
      '--map amount=Sum --no-map',
      {map: {amount: 'Sum'}},
    ],
    ['several taken away', 'file', file, '--no-map --no-won-stage', {map: undefined, wonStages: undefined}],
    ['a currency', 'salesforce', salesforce, '--currency USD', {currency: 'USD'}],
    ['no login of its own', 'salesforce', salesforce, '--no-login-url', {loginUrl: undefined}],
    ['a private address', 'salesforce', salesforce, '--allow-private-address', {isPrivateAllowed: true}],
    [
      'no private address any more',
      'salesforce',
      {...salesforce, isPrivateAllowed: true},
      '--no-allow-private-address',
      {isPrivateAllowed: undefined},
    ],
    [
      'another login',
      'salesforce',
      salesforce,
      '--login jwt --username ann',
      {login: 'jwt', username: 'ann'},
    ],
    ['a fiscal year', 'file', file, '--fiscal-year-start 2', {fiscalYearStartMonth: 2}],
    ['a fiscal year', 'hubspot', hubspot, '--fiscal-year-start 12', {fiscalYearStartMonth: 12}],
    [
      'a fiscal year that is none, for the connector to say',
      'file',
      file,
      '--fiscal-year-start May',
      {fiscalYearStartMonth: 'May'},
    ],
    [
      'no fiscal year any more',
      'hubspot',
      {...hubspot, fiscalYearStartMonth: 2},
      '--no-fiscal-year-start',
      {fiscalYearStartMonth: undefined},
    ],
    ['what no flag gives', 'hubspot', hubspot, '--api-url https://api.eu', {apiUrl: 'https://api.eu'}],
  ])('%s', async (_, kind, settings, line, changes) => {
    const expected = JSON.parse(JSON.stringify({...settings, ...changes}))
    expect(await edited(kind, settings, line)).toEqual(expected)
  })
})

it.each<[ConnectionKind, Record<string, unknown>, string, string]>([
  ['file', file, '--login browser', '--login'],
  ['file', file, '--secret-stdin', '--secret-stdin'],
  ['file', file, '--no-login-url', '--no-login-url'],
  ['salesforce', salesforce, '--path a.csv', '--path'],
  ['salesforce', salesforce, '--no-map', '--no-map'],
  ['salesforce', salesforce, '--fiscal-year-start 2', '--fiscal-year-start'],
  ['salesforce', salesforce, '--no-fiscal-year-start', '--no-fiscal-year-start'],
  ['hubspot', hubspot, '--currency EUR', '--currency'],
  ['hubspot', hubspot, '--no-currency', '--no-currency'],
  ['hubspot', hubspot, '--no-allow-private-address --no-org', '--no-org'],
])(
  'a connection of kind %s: flags that do not go with it are refused: %s',
  async (kind, settings, line, flagName) => {
    await expect(edited(kind, settings, line)).rejects.toMatchObject({
      code: 'usage',
      message: `${flagName} does not go with connections of kind "${kind}"`,
      hint: expect.any(String),
    })
  },
)
