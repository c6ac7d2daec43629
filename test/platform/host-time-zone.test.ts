import {describe, expect, it} from 'vitest'
import {program, run} from '../support/program.js'

describe('the zone of the host', () => {
  it.each<[string, string, string]>([
    ['an IANA name', 'Europe/Berlin', 'Europe/Berlin'],
    ['an old name, as its canonical one', 'US/Eastern', 'America/New_York'],
    ['UTC', 'UTC', 'UTC'],
    ['GMT, which is UTC all year', 'GMT', 'UTC'],
    ['what is no zone', 'Nowhere/Nothing', 'UTC'],
  ])('TZ with %s', async (_, TZ, zone) => {
    const next = [program, 'next', '--schedule', '0 6 * * 1', '--json']
    const {stdout} = await run(process.execPath, next, {env: {HOME: '/nonexistent', TZ}})
    expect(JSON.parse(stdout).timezone).toBe(zone)
  })

  it.each<[string, string]>([
    ['EST', 'set TZ to America/New_York'],
    ['MST', 'set TZ to America/Denver'],
    ['CET', 'set TZ to Europe/Berlin'],
  ])('TZ with the abbreviation %s is refused where no other zone is given', async (TZ, hint) => {
    const next = [program, 'next', '--schedule', '0 6 * * 1', '--json']
    const env = {HOME: '/nonexistent', TZ}
    const refused = await run(process.execPath, next, {env})
    expect(refused.code).toBe(5)
    expect(refused.stderr).toContain(`the TZ variable says \\"${TZ}\\"`)
    expect(refused.stderr).toContain(hint)
    const given = await run(process.execPath, [...next, '--timezone', 'Europe/Berlin'], {env})
    expect(given.code).toBe(0)
  })
})
