import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {expectAllDescribed} from './support/printed-json.js'
import {mismatch, parseScenario, runShell, scenarioFolder} from './support/scenario.js'

const folder = join(import.meta.dirname, 'scenarios')

// Side by side: each in a folder of its own, and none looks at the time.
describe.concurrent.each(readdirSync(folder).filter(name => name.endsWith('.txt')))('%s', name => {
  it('prints what it says, command by command', async () => {
    const steps = parseScenario(readFileSync(join(folder, name), 'utf8'))
    expect(steps.length).toBeGreaterThan(0)
    const place = await scenarioFolder()
    try {
      for (const step of steps) {
        const outcome = await runShell(step.command, place.folder, place.env)
        const problem = mismatch(step, outcome)
        if (problem) expect.fail(`${name}:${step.line}: $ ${step.command}\n${problem}`)
      }
      await expectAllDescribed(await place.printed())
    } finally {
      await place.remove()
    }
  }, 180_000)
})
