import {readXlsx} from 'hucre/xlsx'
import {describe, expect, it, vi} from 'vitest'
import {digestSections} from '../../src/domain/delivery/digest-template.js'
import {compactAmount, dealAmount, fullAmount, percentText} from '../../src/report/amounts.js'
import {csvReport} from '../../src/report/csv.js'
import {dateText, dayText, wallTimeText, withDates} from '../../src/report/dates.js'
import {emailHtml} from '../../src/report/email-html.js'
import {emailSubject} from '../../src/report/email-subject.js'
import {emailText} from '../../src/report/email-text.js'
import {displayWidth, terminalText} from '../../src/report/escape.js'
import {htmlReport} from '../../src/report/html.js'
import {html} from '../../src/report/html-text.js'
import {intlText, type Locale, languageAttributes} from '../../src/report/intl-text.js'
import {jsonReport} from '../../src/report/json.js'
import {markdownReport} from '../../src/report/markdown.js'
import {slackMessage} from '../../src/report/slack-blocks.js'
import {teamsMessage} from '../../src/report/teams-card.js'
import {textReport} from '../../src/report/text.js'
import {xlsxReport} from '../../src/report/xlsx.js'
import {aDigest} from '../support/a-digest.js'
import {aReportInput} from '../support/a-report-input.js'
import {aRun} from '../support/a-run.js'
import {anAnalysis} from '../support/an-analysis.js'

/** As a person reads it: isolates are not seen, and a blank is a blank. */
const read = (text: string) => text.replace(/[\u2068\u2069]/g, '').replaceAll('\u00a0', ' ')

describe.each<[locale: string, date: string, time: string, number: string, money: string, more: string]>([
  ['en-US', 'Nov 6, 2026', 'Fri, Nov 6, 2026, 5:05 PM', '-1,234,567.50', '€148,000', '8.2M, 34%'],
  ['en-GB', '6 Nov 2026', 'Fri, 6 Nov 2026, 17:05', '-1,234,567.50', '€148,000', '8.2m, 34%'],
  ['de-DE', '06.11.2026', 'Fr., 6. Nov. 2026, 17:05', '-1.234.567,50', '148.000 €', '8,2 Mio., 34 %'],
  ['fr-FR', '6 nov. 2026', 'ven. 6 nov. 2026, 17:05', '-1 234 567,50', '148 000 €', '8,2 M, 34 %'],
  ['sv-SE', '6 nov. 2026', 'fre 6 nov. 2026 17:05', '−1 234 567,50', '148 000 €', '8,2 mn, 34 %'],
  ['ja-JP', '2026/11/06', '2026年11月6日(金) 17:05', '-1,234,567.50', '€148,000', '820万, 34%'],
  ['ar-EG', '٠٦/١١/٢٠٢٦', 'الجمعة، ٦ نوفمبر ٢٠٢٦، ٥:٠٥ م', '-١٬٢٣٤٬٥٦٧٫٥٠', '١٤٨٬٠٠٠ €', '٨٫٢ مليون, ٣٤٪'],
  ['hi-IN', '6 नव॰ 2026', 'शुक्र, 6 नव॰ 2026, 5:05 pm', '-12,34,567.50', '€1,48,000', '82 लाख, 34%'],
])('%s', (locale, date, time, number, money, more) => {
  it.each([
    ['a date', date, dateText('2026-11-06', locale)],
    ['a time', time, wallTimeText('2026-11-06T22:05:00Z', 'America/New_York', locale)],
    ['a number', number, fullAmount(-1_234_567.5, locale)],
    ['money', money, dealAmount({amount: 148_000, currency: 'EUR'}, locale)],
    ['a sum in short, a share', more, `${compactAmount(8_200_000, locale)}, ${percentText(0.34, 0, locale)}`],
  ])('writes %s', (_, expected, written) => expect(read(written)).toBe(expected))
})

describe('a date', () => {
  it.each<[name: string, date: string, locale: Locale, text: string]>([
    ['without a locale', '2026-11-06', null, '2026-11-06'],
    ['in one piece', '2026-11-06', 'fr-FR', '6\u00a0nov.\u00a02026'],
    ['that is a leap day', '2028-02-29', 'de-DE', '29.02.2028'],
    ['that is none', 'soon', 'de-DE', 'soon'],
    ['that cannot be', '2026-13-45', 'de-DE', '2026-13-45'],
  ])('%s', (_, date, locale, text) => expect(dateText(date, locale)).toBe(text))

  it.each<[name: string, sentence: string, locale: Locale, text: string]>([
    [
      'in a sentence',
      'left its quarter: 2026-03-31 became 2026-04-01',
      'de-DE',
      'left its quarter: 31.03.2026 became 01.04.2026',
    ],
    ['in a sentence without a locale', 'on 2026-03-31', null, 'on 2026-03-31'],
    [
      'in the name of another deal',
      'looks like "Renewal 2026-03-31"',
      'de-DE',
      'looks like "Renewal 2026-03-31"',
    ],
    ['in a word', 'is in EU-2026-03-31', 'de-DE', 'is in EU-2026-03-31'],
    ['with a time', 'at 2026-03-31T12:00', 'de-DE', 'at 2026-03-31T12:00'],
  ])('%s', (_, sentence, locale, text) => expect(withDates(sentence, locale)).toBe(text))

  it.each<[name: string, other: string, locale: Locale, text: string]>([
    ['of another day', '2026-11-07T12:00:00Z', 'de-DE', '06.11.2026'],
    ['of the same day, with its time', '2026-11-06T23:30:00Z', 'de-DE', '06.11.2026, 17:05'],
    ['of the same day in the zone alone', '2026-11-07T04:59:00Z', 'en-GB', '6 Nov 2026, 17:05'],
    ['of the same day without a locale', '2026-11-06T23:30:00Z', null, '2026-11-06 17:05'],
  ])('%s', (_, other, locale, text) =>
    expect(read(dayText('2026-11-06T22:05:00Z', {other, timeZone: 'America/New_York'}, locale))).toBe(text),
  )
})

describe('an amount', () => {
  it.each<[name: string, amount: number, currency: string, text: string]>([
    ['to the cent', 1234.5, 'USD', '1.234,50 $'],
    ['in a currency without cents', 1_200_000, 'JPY', '1.200.000 ¥'],
    ['in a currency that has no sign', 10, 'CHF', '10 CHF'],
    ['in what is no currency', 10, 'points', '10 points'],
    ['in what nobody knows', 10, 'QQQ', '10 QQQ'],
  ])('%s', (_, amount, currency, text) => expect(read(dealAmount({amount, currency}, 'de-DE'))).toBe(text))

  it('that a language does not abbreviate is whole', () =>
    expect(compactAmount(248_000.5, 'de-DE')).toBe('248.001'))
})

describe('a value that turns text around', () => {
  it.each([
    ['in Arabic digits', '\u061c-١٢\u200f', '\u2068-١٢\u2069'],
    ['in Hebrew letters', '6 בנוב׳ 2026', '\u20686 בנוב׳ 2026\u2069'],
    ['in Latin digits, with marks', '\u200e-12', '-12'],
    ['with narrow spaces', '1\u202f234', '1\u00a0234'],
  ])('%s', (_, written, text) => expect(intlText(written)).toBe(text))

  it.each([
    ['a value of ours', '\u2068١٢\u2069', '\u2068١٢\u2069', '\u2068١٢\u2069'],
    ['Latin letters', '\u2068ab\u2069', '\\u{2068}ab\\u{2069}', '\ufffdab\ufffd'],
    ['one that is not closed', '\u2068ש', '\\u{2068}ש', '\ufffdש'],
    [
      'one with another control in it',
      '\u2068ש\u202e\u2069',
      '\\u{2068}ש\\u{202e}\\u{2069}',
      '\ufffdש\ufffd\ufffd',
    ],
    [
      'a long one',
      `\u2068${'ש'.repeat(81)}\u2069`,
      `\\u{2068}${'ש'.repeat(81)}\\u{2069}`,
      `\ufffd${'ש'.repeat(81)}\ufffd`,
    ],
  ])('%s stays, or is shown as what it is', (_, text, terminal, page) => {
    expect([terminalText(text), html(text)]).toEqual([terminal, page])
  })

  it('takes no column more for that', () => expect(displayWidth('\u2068١٢٫٥\u2069')).toBe(4))
})

describe('the language of a page', () => {
  it.each<[Locale, string]>([
    [null, 'lang="en"'],
    ['en', 'lang="en" dir="ltr"'],
    ['en-GB', 'lang="en-GB" dir="ltr"'],
    ['de-DE', 'lang="en" dir="ltr"'],
    ['ar-EG-u-nu-latn', 'lang="en" dir="ltr"'],
  ])('with %s is %s', (locale, text) => expect(languageAttributes(locale)).toBe(text))
})

const trends = [51, null, 75.4].map((healthScore, index) => ({
  runId: `r${index}`,
  healthScore,
  isUnderOtherRules: false,
  failureRates: {},
}))

/** All that a person may get of the sample review. */
function readable(locale: Locale): Record<string, string> {
  const analysis = anAnalysis()
  const input = aReportInput(analysis, {locale, trends})
  const digest = aDigest({locale, trends}, {sections: digestSections})
  const subject = emailSubject(digest, analysis.summary, {owner: null, isSample: false})
  return {
    page: [...htmlReport(input)].join(''),
    markdown: [...markdownReport(input)].join(''),
    text: [...textReport(input)].join(''),
    mail: emailHtml({digest, subject, summary: analysis.summary, trend: null}),
    'plain mail': emailText(digest, null),
    subject,
    slack: JSON.stringify(slackMessage(digest, 'plain')),
    'slack, native': JSON.stringify(slackMessage(digest, 'native')),
    teams: JSON.stringify(teamsMessage(digest)),
  }
}

const names = Object.keys(readable(null))

describe.each(['ar-EG', 'he-IL', 'de-DE', 'fr-FR', 'ja-JP'])('all that is read in %s', locale => {
  const made = readable(locale)

  it.each(names)('has no date but as the locale has it: %s', name => {
    const shown = made[name]!.replaceAll(/ value="[^"]*"/g, '')
    expect(shown).not.toMatch(/\d{4}-\d\d-\d\d/)
  })

  it.each(names)('holds nothing invisible but closed isolates, and nothing escaped: %s', name => {
    const rest = made[name]!.replace(/\u2068[^\u2068\u2069\n]*\u2069/g, '')
    expect(rest).not.toMatch(/[\u061c\u200e\u200f\u202a-\u202f\u2066-\u2069\ufffd]|\\?u\{?(20|061c)/)
  })

  it('has tables of even width in a plain mail', () => {
    const lines = made['plain mail']!.split('\n')
    const start = lines.indexOf('By owner')
    const widths = lines.slice(start + 3, lines.indexOf('', start)).map(displayWidth)
    expect(new Set(widths).size).toBe(1)
  })
})

describe('a locale', () => {
  it('has all numbers of ours in the digits of the locale', () => {
    const {text} = readable('ar-EG')
    // What a rule and a source say was written with the review.
    const lines = text!
      .split('\n')
      .filter(line => !/days past|activity for|^ {2}(skipped|refused)/.test(line))
    expect(lines.join('\n')).not.toMatch(/\d/)
  })

  it('leaves the subject of a mail without anything invisible', () =>
    expect(readable('ar-EG').subject).toBe('weekly: ٧٥ yellow (up ٤٫٨)'))

  it('lets the page sort by what its cells are, not by how they are shown', () => {
    const {page} = readable('de-DE')
    expect(page).toContain('<td class="date"><data value="2025-03-10">10.03.2025</data></td>')
    expect(readable('ar-EG').page).toContain('<data value="50">\u2068٥٠\u2069</data>')
    expect(readable(null).page).toContain('<td class="date">2025-03-10</td>')
  })

  it.each(['de-DE', 'ar-EG'])('gives Slack numbers to sort and draw: %s', locale => {
    const {blocks} = slackMessage(aDigest({locale}), 'native')
    const json = JSON.stringify(blocks)
    expect(json).toMatch(/"type":"raw_number","value":13.6,/)
    expect(json).toContain('{"label":"Close date past","value":10.9}')
  })

  it('changes nothing that a program reads', async () => {
    const formats = {csvReport, jsonReport}
    for (const format of Object.values(formats)) {
      const [plain, arabic] = [null, 'ar-EG'].map(locale =>
        [...format(aReportInput(anAnalysis(), {locale, run: aRun()}))].join(''),
      )
      expect(arabic).toBe(plain)
    }
    const sheets = async (locale: Locale) => {
      const book = await readXlsx(await xlsxReport(aReportInput(anAnalysis(), {locale})))
      return book.sheets.map(({rows}) => rows)
    }
    expect(await sheets('ar-EG')).toEqual(await sheets(null))
  })

  it('has its formats made once', () => {
    readable('pt-BR')
    const made = [vi.spyOn(Intl, 'DateTimeFormat'), vi.spyOn(Intl, 'NumberFormat')]
    readable('pt-BR')
    expect(made.map(spy => spy.mock.calls.length)).toEqual([0, 0])
    vi.restoreAllMocks()
  })
})
