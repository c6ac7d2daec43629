import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {asRepeatedCard, type CardElement, teamsMessage} from '../../src/report/teams-card.js'
import {aDigest, aDigestOf, anyDigest} from '../support/a-digest.js'
import {teamsProblems} from '../support/adaptive-card.js'

const hostile = '<at>all</at> **b** [x](https://evil.example) `c` _i_\n1. q {{DATE(2025-01-01)}} \u202e'

/** The texts of a card in the order of reading, a line for each element. */
function shown(element: CardElement | string): string {
  if (typeof element === 'string') return element
  const {body, items, columns, inlines, text} = element as Record<string, CardElement[]>
  if (inlines) return inlines.map(shown).join('')
  return (body ?? items)?.map(shown).join('\n') ?? columns?.map(shown).join(' | ') ?? String(text)
}

const cardOf = (message: CardElement) => (message.attachments as {content: CardElement}[])[0]!.content
const texts = (message: CardElement) => shown(cardOf(message))

describe('a card for Teams', () => {
  it('looks like this', async () => {
    const message = teamsMessage(aDigest({}, {length: 2}))
    await expect(`${texts(message)}\n`).toMatchFileSnapshot('snapshots/teams-card.txt')
    const {fallbackText, body} = cardOf(message) as {fallbackText: string; body: CardElement[]}
    expect(fallbackText).toBe('weekly: 75 yellow')
    expect(body[0]).toMatchObject({type: 'Container', style: 'warning', bleed: true})
  })

  it('shows all of an ordinary digest', () => {
    expect(texts(teamsMessage(aDigest()))).not.toMatch(/Left out|\+ \d+ more/)
  })

  it.each([
    [0, 'Acme'],
    [1, hostile],
    [5, `${hostile} `.repeat(300)],
    [60, '🧑🏽‍🚀'.repeat(500)],
    [60, '"\\'.repeat(500)],
    [5000, hostile],
  ])('has less than 20 kB with %i findings', (findings, text) => {
    const message = teamsMessage(aDigestOf(findings, text))
    expect(teamsProblems(message)).toEqual([])
    expect(teamsProblems(asRepeatedCard(message))).toEqual([])
  })

  it('has less than 20 kB whatever the digest', () => {
    fc.assert(
      fc.property(anyDigest, digest => {
        const problems = teamsProblems(asRepeatedCard(teamsMessage(digest)))
        if (problems.length > 0) throw new Error(problems.join('\n'))
      }),
      {numRuns: 25},
    )
  })

  it('says what it leaves out', () => {
    const digest = aDigestOf(60, 'a name of some length '.repeat(6))
    expect(texts(teamsMessage(digest))).toMatch(/\+ \d+ more, and 10 other deals/)
    const huge = {...digest, parts: Array(12).fill(digest.parts[1])}
    expect(texts(teamsMessage(huge))).toMatch(/Left out to keep this short: "Deals that cost most points", "/)
  })

  it('shows names as they are: nothing reads Markdown in the runs of a RichTextBlock', () => {
    const message = JSON.stringify(teamsMessage(aDigestOf(1, '**b** [x](https://evil.example) <at>all</at>')))
    expect(message).not.toContain('"TextBlock"')
    expect(message).toContain(
      '{"type":"TextRun","text":"**b** [x](https://evil.example) <at>all</at>","selectAction":{"type":"Action.OpenUrl","url":"https://crm.example/0"}}',
    )
  })

  it.each([
    ['a script', 'javascript:alert(1)'],
    ['a user in front', 'https://crm.example@evil.example/'],
    ['none', null],
  ])('links no %s', (_, url) => {
    const digest = aDigest()
    const cell = {text: 'Acme', url}
    const part = {
      ...digest.parts[1]!,
      kind: 'table' as const,
      columns: [{name: 'Deal', isNumber: false}],
      rows: [[cell]],
      more: null,
    }
    expect(JSON.stringify(teamsMessage({...digest, parts: [part]}))).not.toContain('OpenUrl')
  })

  it('marks a possible repeat first', () => {
    const marked = asRepeatedCard(teamsMessage(aDigest()))
    expect(texts(marked)).toMatch(/^Possible repeat/)
    expect(cardOf(marked).fallbackText).toBe('Possible repeat. weekly: 75 yellow')
  })
})
