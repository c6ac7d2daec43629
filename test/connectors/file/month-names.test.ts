import {describe, expect, it} from 'vitest'
import {readDate} from '../../../src/connectors/file/dates.js'
import {monthOfAnyLanguage, monthsByName} from '../../../src/connectors/file/month-names.js'
import {formatCalendarDate} from '../../../src/domain/review/calendar-date.js'
import {readFile, refusalOf} from '../../support/read-file.js'

it('no name is one month in one language and another in another', () =>
  expect([...monthsByName()].filter(([, months]) => months.size > 1)).toEqual([]))

describe('month names', () => {
  it.each<[string, string]>([
    ['English', 'January February March April May June July August September October November December'],
    ['English, short', 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'],
    ['German', 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'],
    ['German, short', 'Jan. Feb. Mär Apr. Mai Jun Jul Aug. Sept. Okt. Nov. Dez.'],
    ['French', 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'],
    ['French, short', 'janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.'],
    ['Spanish', 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'],
    ['Spanish, short', 'ene feb mar abr may jun jul ago sept oct nov dic'],
    [
      'Italian',
      'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
    ],
    ['Italian, short', 'gen feb mar apr mag giu lug ago set ott nov dic'],
    [
      'Portuguese',
      'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
    ],
    ['Portuguese, short', 'jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.'],
    ['Dutch', 'januari februari maart april mei juni juli augustus september oktober november december'],
    ['Dutch, short', 'jan feb mrt apr mei jun jul aug sep okt nov dec'],
    ['in capitals', 'ENE FÉVRIER MÄRZ ABR MAYO GIUGNO LUG AOÛT SETEMBRO OTTOBRE NOV DÉC'],
    ['without accents', 'jan fevrier marz abr mai jun jul aout set out nov dec'],
  ])('%s', (_, names) =>
    expect(names.split(' ').map(monthOfAnyLanguage)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  )

  it.each([
    ['Mrz', 3],
    ['marso', 0],
    ['jui', 0],
    ['ma', 0],
    ['ocak', 0],
    ['', 0],
  ])('"%s" is %i', (name, month) => expect(monthOfAnyLanguage(name)).toBe(month))
})

describe('dates with a month in another language', () => {
  it.each<[string, string | null]>([
    ['14 mars 2026', '2026-03-14'],
    ['3. März 2026', '2026-03-03'],
    ['3.März 2026', '2026-03-03'],
    ['3. Ma\u0308rz 2026', '2026-03-03'],
    ['03-Mrz-26', '2026-03-03'],
    ['12-ene-2026', '2026-01-12'],
    ['12/ene/2026', '2026-01-12'],
    ['12.ene.2026', '2026-01-12'],
    ['14 de marzo de 2026', '2026-03-14'],
    ['14 de mar. de 2026', '2026-03-14'],
    ['1 Mai 2026', '2026-05-01'],
    ['1er mai 2026', '2026-05-01'],
    ['1º maggio 2026', '2026-05-01'],
    ['31 déc. 2026 23:59', '2026-12-31'],
    ['29 février 2028', '2028-02-29'],
    ['29 février 2026', null],
    ['31 juin 2026', null],
    ['0 mars 2026', null],
    ['14mars 2026', null],
    ['14 mars', null],
    ['14 mars 2026 bis', null],
    ['14 jui 2026', null],
  ])('"%s" is %s', (text, expected) => {
    const read = readDate(text, 'mdy')
    expect(read && formatCalendarDate(read.date)).toBe(expected)
  })

  it('stand in one column with others, in an instant as well', async () => {
    const {deals, report} = await readFile(
      'id;close date;created at\n1;14 mars 2026;3. März 2026 10:00\n2;Mar 14, 2026;2026-03-03\n',
    )
    expect(report.warnings.filter(warning => warning.includes('dates'))).toEqual([])
    expect(deals.map(({closeDate}) => formatCalendarDate(closeDate!))).toEqual(['2026-03-14', '2026-03-14'])
    expect(deals[0]!.createdAt).toEqual(new Date('2026-03-03T10:00:00Z'))
  })

  it('in a language that is not read are refused', async () =>
    expect((await refusalOf(readFile('id;close date\n1;14 mart 2026\n'))).message).toContain(
      'value "14 mart 2026": not a date',
    ))
})
