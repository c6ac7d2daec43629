import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {exitCodes} from '../../src/cli/exit-codes.js'
import type {DeliveryStatus} from '../../src/domain/delivery/delivery.js'
import {root} from '../support/program.js'

const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8')

/** The codes that have a section of their own within a part of the page. */
function sectionsOf(part: string): string[] {
  const [, text = ''] = new RegExp(`\\n## ${part}\\n(.*?)(?=\\n## |$)`, 's').exec(page) ?? []
  return [...text.matchAll(/^### `(.+)`$/gm)].map(([, code]) => code!).sort()
}

/** Codes of runs are texts in the code: of decisions about occurrences, of cancellations, of crashes. */
function codesOfRuns(): string[] {
  const source = (path: string) => readFileSync(join(root, 'src', path), 'utf8')
  const files = readdirSync(join(root, 'src'), {recursive: true, encoding: 'utf8'})
  const everywhere = files
    .filter(name => name.endsWith('.ts'))
    .flatMap(name => [...source(name).matchAll(/errorCode(?:: |: .* : )'([a-z-]+)'/g)])
  const [, missed = ''] = /type MissReason = (.*)/.exec(source('domain/schedule/catch-up.ts')) ?? []
  const skipped = source('domain/schedule/decide-due.ts').matchAll(/reason: '([a-z-]+)'/g)
  const all = [...everywhere, ...missed.matchAll(/'([a-z-]+)'/g), ...skipped].map(([, code]) => code!)
  return [...new Set(all)].filter(code => !(code in exitCodes)).sort()
}

const statuses: Readonly<Record<DeliveryStatus, true>> = {
  pending: true,
  sending: true,
  sent: true,
  partial: true,
  failed: true,
  unknown: true,
  expired: true,
  cancelled: true,
  skipped: true,
}

describe('docs/troubleshooting.md', () => {
  it('has a section for each code of an error, and for no other', () => {
    expect(sectionsOf('Commands and runs')).toEqual(Object.keys(exitCodes).sort())
  })

  it('has a section for each code that only runs have, and for no other', () => {
    expect(codesOfRuns()).toEqual(expect.arrayContaining(['abandoned', 'overlap', 'poisoned', 'superseded']))
    expect(sectionsOf('Runs')).toEqual(codesOfRuns())
  })

  it('has a section for each state of a delivery, and for no other', () => {
    expect(sectionsOf('Deliveries')).toEqual(Object.keys(statuses).sort())
  })
})
