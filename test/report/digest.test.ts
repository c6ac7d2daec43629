import {describe, expect, it} from 'vitest'
import {
  type DigestTemplate,
  defaultTemplate,
  digestSections,
} from '../../src/domain/delivery/digest-template.js'
import {type DigestInput, digestOf} from '../../src/report/digest.js'
import {aRun} from '../support/a-run.js'
import {anAnalysis} from '../support/an-analysis.js'

function digest(changes: Partial<DigestInput> = {}, template: Partial<DigestTemplate> = {}) {
  return digestOf({
    run: aRun(),
    analysis: anAnalysis(),
    trends: [],
    template: {...defaultTemplate, ...template},
    owner: null,
    locale: null,
    isSample: false,
    ...changes,
  })
}

const cells = (section: string, given = digest()) => {
  const part = given.parts.find(one => one.section === section)
  return part?.kind === 'table' ? part.rows.map(row => row.map(({text}) => text)) : part?.items
}

describe('a digest', () => {
  it('says the score first, and what belongs to it', () => {
    const {title, score, band, lines, footer} = digest()
    expect({title, score, band, lines, footer}).toMatchInlineSnapshot(`
      {
        "band": "yellow",
        "footer": "revsched report 1f0c2a44 --open shows all of it",
        "lines": [
          "Up 4.8 since 2025-03-25",
          "6 open deals, 288K; 6 findings, 2 at high risk",
          "As of 2025-04-01 14:00 Europe/Berlin",
        ],
        "score": "75 yellow",
        "title": "weekly",
      }
    `)
  })

  it('has the sections of its template, in their order', () => {
    const sections = (given: DigestTemplate['sections']) =>
      digest({}, {sections: given}).parts.map(({section}) => section)
    expect(sections(['checks', 'rules'])).toEqual(['checks', 'rules'])
    expect(sections([])).toEqual([])
    expect(new Set(sections(digestSections))).toEqual(
      new Set(digestSections.filter(section => section !== 'fields' && section !== 'portfolio')),
    )
  })

  it.each([
    {length: 1, deals: 1, more: '5 other deals'},
    {length: 5, deals: 4, more: '2 other deals'},
  ])('tells at most $length deals, and how many it leaves out', ({length, deals, more}) => {
    const part = digest({}, {length}).parts.find(({section}) => section === 'worst-deals')
    expect(part?.kind === 'table' && [part.rows.length, part.more]).toEqual([deals, more])
  })

  it('takes title and intro of the template', () => {
    const {title, intro} = digest({}, {title: 'Monday', intro: 'Call me.'})
    expect([title, intro]).toEqual(['Monday', 'Call me.'])
  })

  it('says that a sample is one', () => {
    const {intro, footer} = digest({isSample: true})
    expect(intro).toMatch(/^A sample/)
    expect(footer).not.toContain('revsched report')
  })

  it('tells an owner of their own deals alone', () => {
    const {title, parts} = digest({owner: 'Grace'})
    expect(title).toBe('weekly: deals of Grace')
    expect(parts.map(({section}) => section)).toEqual(['worst-deals'])
    expect(cells('worst-deals', digest({owner: 'Grace'}))).toMatchInlineSnapshot(`
      [
        [
          "1.2",
          "Wingtip",
          "25,000 EUR",
          "no next step (medium) 1.2",
        ],
      ]
    `)
  })
})
