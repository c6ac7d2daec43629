import {describe, expect, it} from 'vitest'
import type {ReviewSummary} from '../../src/domain/review/analysis.js'
import {completeText, fieldRows} from '../../src/report/fields-text.js'
import {htmlReport} from '../../src/report/html.js'
import {jsonReport} from '../../src/report/json.js'
import {markdownReport} from '../../src/report/markdown.js'
import {textReport} from '../../src/report/text.js'
import {aReportInput} from '../support/a-report-input.js'
import {anAnalysis} from '../support/an-analysis.js'

const formats = {text: textReport, markdown: markdownReport, html: htmlReport, json: jsonReport}
const written = (format: keyof typeof formats, summary: Partial<ReviewSummary>) =>
  [...formats[format](aReportInput(anAnalysis({summary})))].join('')

const fields = [
  {field: 'amount', filled: 5},
  {field: 'owner', filled: 6},
  {field: 'nextStep', filled: 2},
  {field: 'stage', filled: 6},
  {field: 'custom.Champion<i>', filled: 0},
]

describe('fields that are filled in', () => {
  it.each([
    [
      'text',
      [
        'Filled in\n     0 %               0 of 6  Champion<i>\n    33 %               2 of 6  next step\n',
        '  all deals have owner, stage\n',
      ],
    ],
    [
      'markdown',
      [
        '| Champion&lt;i&gt; | 0 of 6 | 0 % |\n| next step | 2 of 6 | 33 % |\n| amount | 5 of 6 | 83 % |\n',
        'All deals have owner, stage.',
      ],
    ],
    [
      'html',
      [
        '<th scope="row">Champion&lt;i&gt;</th><td class="number">0 of 6</td>',
        '<p>All deals have owner, stage.</p>',
      ],
    ],
    ['json', ['"fields":[{"field":"amount","filled":5}']],
  ] as const)('are told as %s', (format, parts) => {
    for (const part of parts) expect(written(format, {fields})).toContain(part)
  })

  it.each(['text', 'markdown', 'html'] as const)('are not told of an older review, as %s', format => {
    expect(written(format, {})).not.toContain('Filled in')
    expect(written(format, {fields: []})).not.toContain('Filled in')
  })

  it.each([
    ['none', 0, '0 %'],
    ['nearly none', 1, '1 %'],
    ['a half', 500, '50 %'],
    ['nearly all', 999, '99 %'],
  ])('have a share that never claims all or nothing: %s', (_, filled, share) => {
    expect(fieldRows({fields: [{field: 'owner', filled}], dealsAnalyzed: 1000}, null)?.rows[0]?.share).toBe(
      share,
    )
  })

  it.each([
    ['without deals', {fields, dealsAnalyzed: 0}, null],
    [
      'all of them everywhere',
      {fields: fields.slice(1, 2), dealsAnalyzed: 6},
      {rows: [], complete: ['owner']},
    ],
  ])('%s', (_, given, expected) => expect(fieldRows(given, null)).toEqual(expected))

  it('are not listed where none is complete', () => expect(completeText([])).toBeNull())
})
