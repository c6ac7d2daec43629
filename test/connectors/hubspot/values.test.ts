import {describe, expect, it} from 'vitest'
import {PropertyValues, WrongValue} from '../../../src/connectors/hubspot/values.js'

const of = (value: unknown) => new PropertyValues({value})

describe('a value', () => {
  it.each<{name: string; read: () => unknown; is: unknown}>([
    {name: 'none', read: () => of(null).text('value'), is: null},
    {name: 'not there', read: () => of('x').text('other'), is: null},
    {name: 'of a name that every object has', read: () => of('x').text('constructor'), is: null},
    {name: 'empty', read: () => of('').number('value'), is: null},
    {name: 'a whole number', read: () => of('1200').number('value'), is: 1200},
    {name: 'a negative one with a fraction', read: () => of('-0.5').number('value'), is: -0.5},
    {name: 'a large one as HubSpot writes it', read: () => of('1.2E7').number('value'), is: 12_000_000},
    {name: 'a probability of 0', read: () => of('0').share('value'), is: 0},
    {name: 'a probability of 1', read: () => of('1').share('value'), is: 1},
    {
      name: 'an instant',
      read: () => of('2026-03-31T10:00:00Z').instant('value'),
      is: new Date('2026-03-31T10:00:00Z'),
    },
    {
      name: 'an instant in milliseconds',
      read: () => of('1774951200000').instant('value'),
      is: new Date('2026-03-31T10:00:00Z'),
    },
  ])('$name', ({read, is}) => expect(read()).toEqual(is))

  it.each<{name: string; read: () => unknown}>([
    {name: 'a number that is no text', read: () => of(5).text('value')},
    {name: 'a list', read: () => of(['a']).text('value')},
    {name: 'an object', read: () => of({}).number('value')},
    {name: 'a number with a currency', read: () => of('€5').number('value')},
    {name: 'a number with a comma', read: () => of('1,000').number('value')},
    {name: 'infinity', read: () => of('1e999').number('value')},
    {name: 'a hexadecimal number', read: () => of('0x10').number('value')},
    {name: 'a probability below 0', read: () => of('-0.01').share('value')},
    {name: 'a probability above 1', read: () => of('1.01').share('value')},
    {name: 'a probability in percent', read: () => of('40').share('value')},
    {name: 'half a contact', read: () => of('1.5').count('value')},
    {name: 'an instant without a zone', read: () => of('2026-03-31T10:00:00').instant('value')},
    {name: 'an instant of a month that is not', read: () => of('2026-13-01T10:00:00Z').instant('value')},
    {name: 'a date that no calendar has', read: () => of('2026-02-30').date('value', 'UTC')},
    {name: 'a date without dashes', read: () => of('20260331').date('value', 'UTC')},
    {name: 'a date in words', read: () => of('tomorrow').date('value', 'UTC')},
    {name: 'more milliseconds than an instant has', read: () => of('999999999999999').date('value', 'UTC')},
  ])('is refused: $name', ({read}) => expect(read).toThrow(WrongValue))
})
