import {describe, expect, it} from 'vitest'
import * as z from 'zod/mini'
import {connectionSettings, sourceInput} from '../../src/cli/file-flags.js'

const read = (flags: Record<string, unknown>) =>
  connectionSettings(z.parse(z.strictObject(sourceInput), flags), '/data')

describe('flags of a file connection', () => {
  it.each([
    ['a relative path is made absolute', {path: 'deals.csv'}, {path: '/data/deals.csv'}],
    ['an absolute path stays', {path: '/data/deals.csv'}, {path: '/data/deals.csv'}],
    [
      'fields are mapped to columns',
      {path: '/d', map: ['amount=Deal Value', 'name=A=B']},
      {path: '/d', map: {amount: 'Deal Value', name: 'A=B'}},
    ],
    [
      'a field is mapped to no column',
      {path: '/d', map: ['probability=']},
      {path: '/d', map: {probability: null}},
    ],
    [
      'a column name may hold "="',
      {path: '/d', dateFormat: ['Close=Date=dmy']},
      {path: '/d', dateFormats: {'Close=Date': 'dmy'}},
    ],
    ['tab by name', {path: '/d', delimiter: 'tab'}, {path: '/d', delimiter: '\t'}],
    [
      'a stage order',
      {path: '/d', stageOrder: 'Lead, Demo ,Offer,'},
      {path: '/d', stageOrder: ['Lead', 'Demo', 'Offer']},
    ],
    ['a share with %', {path: '/d', maxRefused: '2.5%'}, {path: '/d', maxRefusedShare: 0.025}],
    ['a share without %', {path: '/d', maxRefused: '0'}, {path: '/d', maxRefusedShare: 0}],
  ])('%s', (_, flags, settings) => expect(read(flags)).toEqual(settings))

  it.each([
    ['no path', {}, 'the flag --path is missing'],
    ['an empty path', {path: ''}, 'the flag --path is empty'],
    ['a map without "="', {path: '/d', map: ['amount']}, '"amount" is not a valid --map'],
    ['a map without a field', {path: '/d', map: ['=Amount']}, '"=Amount" is not a valid --map'],
    ['a field mapped twice', {path: '/d', map: ['amount=A', 'amount=B']}, '--map names "amount" twice'],
    ['more than everything refused', {path: '/d', maxRefused: '101%'}, '"101%" is not a valid --max-refused'],
    ['an order without stages', {path: '/d', stageOrder: ' ,,'}, '" ,," is not a valid --stage-order'],
    ['an empty order', {path: '/d', stageOrder: ''}, '"" is not a valid --stage-order'],
    ['a share that is no number', {path: '/d', maxRefused: 'few'}, '"few" is not a valid --max-refused'],
  ])('refuses %s, with a next step', (_, flags, message) => {
    const refused = {message: expect.stringContaining(message), hint: expect.stringMatching(/./)}
    expect(() => read(flags)).toThrow(expect.objectContaining(refused))
  })
})
