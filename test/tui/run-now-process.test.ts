import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type CrmHome, crmHome} from '../support/crm-home.js'
import {anAccount, dealProperties, manyDeals} from '../support/fake-hubspot/account.js'
import {FakeHubspot} from '../support/fake-hubspot/server.js'
import {program} from '../support/program.js'
import {hasTmux, tmux} from '../support/tmux.js'

// The program itself in a terminal, with a HubSpot that takes its time; skipped where tmux is not installed (apt-get install tmux).

/** With those of the stages, the won deals are not searched for once more. */
const properties = [...dealProperties, 'hs_v2_date_entered_presentation', 'hs_v2_date_entered_closedwon']

const hubspot = {hangs: true, latencyMs: 0}
let fake: FakeHubspot
let home: CrmHome

beforeEach(async () => {
  fake = await FakeHubspot.start({
    account: anAccount({properties, deals: manyDeals(450)}),
    get latencyMs() {
      return hubspot.latencyMs
    },
    // The last page of open deals never comes.
    fault: ({path}, _, number) =>
      hubspot.hangs && path.endsWith('/search') && number === 3 ? {does: 'hang'} : null,
  })
  const settings = {login: 'token', apiUrl: fake.url, isPrivateAllowed: true}
  home = await crmHome({kind: 'hubspot', settings, secret: 'pat-eu1-1a2b3c4d'})
})
afterEach(async () => {
  await fake.stop()
  home.remove()
})

describe.skipIf(!hasTmux)('run-now in a terminal', () => {
  it('draws its steps in place, and leaves nothing of them after Ctrl-C and at its end', async () => {
    const env = {REVSCHED_HOME: home.state, HOME: home.folder, TZ: 'UTC', no_proxy: '*', NO_COLOR: '1'}
    const terminal = await tmux({columns: 80, rows: 24, env})
    const json = join(home.folder, 'review.json')
    await terminal.press(
      `review() { ${process.execPath} ${program} run-now weekly --json > ${json}; echo "code $?"; }; clear; echo be"fore"`,
      'Enter',
    )
    await terminal.until('before')
    await terminal.press('review', 'Enter')
    const steps = await terminal.until(/● fetch {5}████░░░░ 44% {2}400 of 450 open deals {2}0:\d\d/)
    expect(steps).toMatch(/^before\n.*review\n✓ connect {3}0:\d\d\n● fetch.*\n○ rules\n\n/)
    await terminal.resize(40, 24)
    await terminal.until(/^● fetch {5}44% {2}400 deals {2}0:\d\d$/m)
    await terminal.press('C-c')
    const stopped = await terminal.until('code 130')
    expect(stopped).toMatch(/review\n\{"error":\{"code":"interrupted"[^●○✓]*\ncode 130\n/)
    expect(await terminal.modes()).toBe('0 1 1')

    Object.assign(hubspot, {hangs: false, latencyMs: 200})
    await terminal.press('clear; review', 'Enter')
    await terminal.until(/● fetch/)
    expect(await terminal.until('code 0')).toMatch(/^(.*review\n)?code 0\n/)
    expect(JSON.parse(readFileSync(json, 'utf8')).run.dealsAnalyzed).toBe(450)
  })
})
