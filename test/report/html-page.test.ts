import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {type Browser, chromium, type Page} from 'playwright-core'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {htmlReport} from '../../src/report/html.js'
import {aDeal} from '../support/a-deal.js'
import {aReportInput} from '../support/a-report-input.js'
import {aReview} from '../support/a-review.js'
import {anAnalysis} from '../support/an-analysis.js'

// The page in a real browser. Debian's Chromium; without one these are skipped.
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const hostileTexts = [
  '<script>wasRun = true</script>',
  '<img src=x onerror="wasRun = true">',
  '"><svg onload="wasRun = true">',
  '</title></style></script><script>wasRun = true</script>',
  'https://example.com/" onmouseover="wasRun = true',
  '<link rel=stylesheet href=https://example.com/a.css>',
]

const folder = mkdtempSync(join(tmpdir(), 'revsched-page-'))
const address = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href

describe.skipIf(!existsSync(executablePath))('the HTML page (needs Chromium)', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({executablePath, args: ['--no-sandbox']})
    const trends = [70, 75, 80].map(healthScore => ({
      runId: 'r',
      healthScore,
      isUnderOtherRules: healthScore === 80,
      failureRates: {},
    }))
    const pages = {
      sample: aReportInput(anAnalysis(), {trends}),
      empty: aReportInput(anAnalysis({deals: [], summary: {changes: null}})),
      hostile: aReportInput(
        aReview(hostileTexts.map((text, at) => aDeal({id: `d${at}`, name: text, owner: text, url: text}))),
        {title: hostileTexts.join(' ')},
      ),
    }
    for (const [name, input] of Object.entries(pages))
      writeFileSync(join(folder, `${name}.html`), [...htmlReport(input)].join(''))
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, {recursive: true, force: true})
  })

  /** With what went wrong on it, and what it asked for beside itself. */
  async function opened(name: string, as: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage({viewport: {width: 1100, height: 800}, ...as})
    const troubles: string[] = []
    page.on('console', message => troubles.push(message.text()))
    page.on('pageerror', error => troubles.push(error.message))
    page.on('request', request => {
      if (request.url() !== address(name)) troubles.push(request.url())
    })
    await page.goto(address(name))
    return {page, troubles}
  }

  const column = (page: Page, nth: number): Promise<string[]> =>
    page.locator(`#deals tbody tr:not([hidden]) > :nth-child(${nth})`).allTextContents()

  it.each(['sample', 'empty', 'hostile'])(
    '%s asks for nothing, runs nothing of others, and has no error',
    async name => {
      const {page, troubles} = await opened(name)
      expect(await page.evaluate('window.wasRun')).toBeUndefined()
      expect(troubles).toEqual([])
      await page.close()
    },
  )

  it('sorts its deals by number, date and text, both ways, those without a value last', async () => {
    const {page} = await opened('sample')
    for (const [nth, isNumber] of [
      [3, true],
      [6, false],
      [2, false],
    ] as const) {
      const button = page.locator(`#deals thead th:nth-child(${nth}) button`)
      const valuesOf = async () => {
        await button.click()
        const values = await column(page, nth)
        return isNumber ? values.map(value => Number(value.replace(/[^\d]/g, ''))) : values
      }
      const known = (values: (string | number)[]) => values.filter(value => value !== '' && value !== 0)
      const down = await valuesOf()
      const up = await valuesOf()
      const ascending = [...known(up)].sort((a, b) => (isNumber ? Number(a) - Number(b) : a < b ? -1 : 1))
      expect(known(up)).toEqual(ascending)
      expect(known(down)).toEqual([...ascending].reverse())
      expect(up.slice(known(up).length)).toEqual(down.slice(known(down).length))
    }
    expect(await page.locator('#deals th[aria-sort]').count()).toBe(1)
    await page.close()
  })

  it('filters its deals by words, wherever they stand', async () => {
    const {page} = await opened('sample')
    const all = await column(page, 2)
    const owners = await column(page, 4)
    const owner = owners.find(name => name !== '')!
    await page.fill('.controls input', owner.toUpperCase())
    const shown = await column(page, 4)
    expect(shown.every(name => name === owner)).toBe(true)
    expect(shown).toHaveLength(owners.filter(name => name === owner).length)
    expect(await page.textContent('.controls output')).toBe(`${shown.length} of ${all.length} deals`)
    await page.fill('.controls input', 'no such words')
    expect(await column(page, 2)).toEqual([])
    await page.fill('.controls input', '')
    expect(await column(page, 2)).toEqual(all)
    await page.close()
  })

  it.each([
    {name: 'sample', scheme: 'light', width: 1100},
    {name: 'sample', scheme: 'dark', width: 1100},
    {name: 'sample', scheme: 'light', width: 375},
    {name: 'empty', scheme: 'dark', width: 375},
  ] as const)(
    '$name passes axe in $scheme, $width pixels wide, and is no wider',
    async ({name, scheme, width}) => {
      // Axe is run beside the page, whose policy runs nothing but its own script.
      const as = {colorScheme: scheme, viewport: {width, height: 800}, bypassCSP: true}
      const {page} = await opened(name, as)
      await page.addScriptTag({path: axe})
      const violations = await page.evaluate(
        'axe.run().then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))',
      )
      expect(violations).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      await page.close()
    },
  )

  it('prints all of its deals, without what only a screen can do', async () => {
    const {page} = await opened('sample')
    await page.emulateMedia({media: 'print'})
    expect(await page.locator('.controls').isVisible()).toBe(false)
    expect((await column(page, 2)).length).toBe(anAnalysis().summary.dealsAnalyzed)
    await page.close()
  })
})
