import {describe, expect, it} from 'vitest'
import {fileConnector} from '../../../src/connectors/file/connector.js'
import {readFile, refusalOf} from '../../support/read-file.js'

const parsed = async (settings: unknown) => fileConnector.parseSettings(settings)

describe('a value that a flag does not take', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    [
      'a separator',
      {delimiter: 'xx'},
      '"xx" is not a valid --delimiter: it takes one of , ; | or tab',
      'as --delimiter ";"',
    ],
    [
      'no separator',
      {delimiter: ''},
      '"" is not a valid --delimiter: it takes one of , ; | or tab',
      'as --delimiter ";"',
    ],
    [
      'an order of dates',
      {dateFormats: {Close: 'xyz'}},
      '"xyz" is not a valid --date-format for "Close": it takes ymd, mdy or dmy',
      'as --date-format "Close Date=dmy"',
    ],
    [
      'no order of dates',
      {dateFormats: {Close: null}},
      '"" is not a valid --date-format for "Close": it takes ymd, mdy or dmy',
      'as --date-format "Close Date=dmy"',
    ],
    [
      'a decimal sign',
      {decimal: {a: 'foo'}},
      '"foo" is not a valid --decimal for "a": it takes comma or point',
      'as --decimal "Amount=comma"',
    ],
    [
      'an order of dates with a slip',
      {dateFormats: {Close: 'dym'}},
      '"dym" is not a valid --date-format for "Close": it takes ymd, mdy or dmy',
      'did you mean "dmy"?',
    ],
    [
      'a decimal sign with a slip',
      {decimal: {a: 'coma'}},
      '"coma" is not a valid --decimal for "a": it takes comma or point',
      'did you mean "comma"?',
    ],
    [
      'a field',
      {map: {ammount: 'Value'}},
      '"ammount" is not a field that --map knows',
      'did you mean "amount" or "account"? fields: id, name,',
    ],
    [
      'a field like no other',
      {map: {budget: 'Value'}},
      '"budget" is not a field that --map knows',
      'fields: id',
    ],
    [
      'a format',
      {format: 'xml'},
      '"xml" is not a valid --format: it takes csv, json or ndjson',
      'as --format csv',
    ],
    [
      'an encoding',
      {encoding: 'ebcdic'},
      '"ebcdic" is not a valid --encoding: it takes utf-8, utf-16le, utf-16be or latin1',
      'as --encoding latin1',
    ],
    [
      'a stage without a name',
      {wonStages: ['Signed', '']},
      '"" is not a valid --won-stage: it takes the name of a stage',
      'as --won-stage "Closed Won"',
    ],
    [
      'a share above all',
      {maxRefusedShare: 1.01},
      '"1.01" is not a valid --max-refused: it takes a percentage from 0 to 100',
      'as --max-refused 5%',
    ],
    [
      'a long value',
      {delimiter: 'x'.repeat(81)},
      `"${'x'.repeat(80)}…" is not a valid --delimiter`,
      'as --delim',
    ],
    ['a setting', {colour: 'red'}, '"colour" is not a setting that this version knows', 'newer version'],
  ])('%s: names the flag, the value, what is allowed and how', async (_, settings, message, hint) =>
    expect(await refusalOf(parsed({path: '/d', ...settings}))).toEqual({
      code: 'usage',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  )

  it.each([
    ['every separator', [{delimiter: ','}, {delimiter: ';'}, {delimiter: '|'}, {delimiter: '\t'}]],
    ['every order', ['ymd', 'mdy', 'dmy'].map(order => ({dateFormats: {'*': order}}))],
    ['every sign', ['comma', 'point'].map(sign => ({decimal: {'*': sign}}))],
    ['every share', [{maxRefusedShare: 0}, {maxRefusedShare: 1}]],
    ['a field, and none', [{map: {amount: 'Value', probability: null}}]],
  ])('%s is taken', async (_, all) => {
    for (const settings of all)
      expect(await parsed({path: '/d', ...settings})).toEqual({path: '/d', ...settings})
  })
})

describe('stored settings that this version cannot read', () => {
  const context = {timeZone: 'UTC', label: 'file "emea"'}
  const {signal} = new AbortController()

  it.each<[string, Record<string, unknown>, string]>([
    [
      'a value',
      {path: '/d', delimiter: 'xx'},
      '"xx" is not a valid "delimiter": it takes one of , ; | or tab',
    ],
    ['another type', {path: 7}, '"7" is not a valid "path": it takes the path of a file'],
    ['none', {}, '"" is not a valid "path": it takes the path of a file'],
    ['a field', {path: '/d', map: {budget: 'B'}}, '"budget" is not a field that "map" knows'],
    ['a setting', {path: '/d', colour: 'red'}, '"colour" is not a setting that this version knows'],
  ])('%s: the error names the connection', async (what, settings, message) => {
    const change = 'change it with revsched connection edit emea, '
    const expected = {
      code: 'config',
      message: `the settings of the connection file "emea" cannot be used: ${message}`,
      hint: expect.stringContaining(what === 'a setting' ? 'remove the connection and add it again' : change),
    }
    expect(await refusalOf(fileConnector.test(settings, context, signal))).toEqual(expected)
    const sink = {begin: () => undefined, add: () => undefined}
    const source = fileConnector.open(settings, context)
    expect(await refusalOf(source.read(sink, {customFields: [], signal}))).toEqual(expected)
  })

  it('settings that are stored nowhere are told as flags', async () =>
    expect((await refusalOf(readFile('id\n1\n', {settings: {delimiter: 'xx'}}))).code).toBe('usage'))
})
