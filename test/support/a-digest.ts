import fc from 'fast-check'
import {type DigestTemplate, defaultTemplate} from '../../src/domain/delivery/digest-template.js'
import {type Digest, type DigestInput, type DigestPart, digestOf} from '../../src/report/digest.js'
import {aRun} from './a-run.js'
import {anAnalysis} from './an-analysis.js'

/** Of the six sample deals, with the trend of three reviews. */
export function aDigest(changes: Partial<DigestInput> = {}, template: Partial<DigestTemplate> = {}): Digest {
  return digestOf({
    run: aRun(),
    analysis: anAnalysis(),
    trends: [51, null, 75].map((healthScore, index) => ({
      runId: `run-${index}`,
      healthScore,
      isUnderOtherRules: false,
      failureRates: {},
    })),
    template: {...defaultTemplate, ...template},
    owner: null,
    locale: null,
    isSample: false,
    ...changes,
  })
}

/** `findings` deals of one finding each, every text of which is `text`. */
export function aDigestOf(findings: number, text = 'close date past'): Digest {
  const deals = Array.from({length: findings}, (_, index) => ({
    id: `d${index}`,
    name: text,
    account: text,
    owner: index % 2 ? text : `${text} II`,
    stage: text,
    amount: 1000 + index,
    url: `https://crm.example/${index}`,
    findings: [{ruleId: 'close-date-past', severity: 'critical' as const, message: text}],
  }))
  return aDigest({run: aRun({reviewName: text}), analysis: anAnalysis({deals})}, {intro: text, length: 50})
}

/** Half of the characters are those that some format obeys. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'&<>|*_~`\\[](){}#-+.!@:\n\r\t"\'',
        '\u202e',
        '\u200b',
        '\ud800',
        '<!channel>',
        '&amp;',
        '👩‍🚀',
      ),
      fc.string({unit: 'grapheme', maxLength: 3}),
    ),
    {maxLength: 400},
  )
  .map(signs => signs.join(''))

const cell = fc.record({
  text,
  url: fc.option(
    fc.oneof(
      text,
      text.map(path => `https://crm.example/${path}`),
    ),
  ),
})

const part: fc.Arbitrary<DigestPart> = fc.oneof(
  fc.record({
    section: fc.constant('checks' as const),
    kind: fc.constant('list' as const),
    heading: text,
    items: fc.array(text, {minLength: 1, maxLength: 60}),
  }),
  fc.integer({min: 1, max: 6}).chain(width =>
    fc.record({
      section: fc.constantFrom('worst-deals', 'rules', 'owners'),
      kind: fc.constant('table' as const),
      heading: text,
      columns: fc.array(fc.record({name: text, isNumber: fc.boolean()}), {
        minLength: width,
        maxLength: width,
      }),
      rows: fc.array(fc.array(cell, {minLength: width, maxLength: width}), {minLength: 1, maxLength: 50}),
      more: fc.option(text),
    }),
  ),
)

/** Any digest, of any texts. */
export const anyDigest: fc.Arbitrary<Digest> = fc.record({
  title: text,
  score: text,
  scores: fc.array(fc.option(fc.double({min: 0, max: 100, noNaN: true})), {maxLength: 30}),
  band: fc.option(fc.constantFrom('green', 'yellow', 'red')),
  lines: fc.array(text, {maxLength: 5}),
  intro: fc.option(text),
  parts: fc.array(part, {maxLength: 9}),
  footer: text,
  locale: fc.constant(null),
})
