import {describe, expect, it} from 'vitest'
import {program, run} from '../support/program.js'

describe('the zone of the host', () => {
  it.each<[string, string, string]>([
    ['an IANA name', 'Europe/Berlin', 'Europe/Berlin'],
    ['an old name, as its canonical one', 'US/Eastern', 'America/New_York'],
    ['UTC', 'UTC', 'UTC'],
    ['what is no zone', 'Nowhere/Nothing', 'UTC'],
  ])('TZ with %s', async (_, TZ, zone) => {
    const next = [program, 'next', '--schedule', '0 6 * * 1', '--json']
    const {stdout} = await run(process.execPath, next, {env: {HOME: '/nonexistent', TZ}})
    expect(JSON.parse(stdout).timezone).toBe(zone)
  })
})
