import {describe, expect, it} from 'vitest'
import {loadConfig} from '../../src/config/load-config.js'

type Given = {
  env?: NodeJS.ProcessEnv
  flags?: {database?: string; user?: string; color?: string}
  file?: string
}

async function loaded({env = {}, flags = {}, file}: Given) {
  const {config} = await loadConfig({
    env,
    flags,
    folders: {config: '/home/ann/.config/revsched', data: '/home/ann/.local/share/revsched'},
    account: 'ann',
    readFile: async () => {
      if (file === undefined) throw Object.assign(new Error('no such file'), {code: 'ENOENT'})
      return file
    },
  })
  return config
}

describe('the setting timezone', () => {
  it.each([
    ['a zone', {env: {REVSCHED_TIMEZONE: 'Europe/Berlin'}}, 'Europe/Berlin'],
    ['no zone: the machine has one', {}, null],
  ])('is %s', async (_, given, zone) => expect((await loaded(given)).timezone.value).toBe(zone))

  it.each([
    [
      'a zone that is none, and where it is set',
      {env: {REVSCHED_TIMEZONE: 'Berlin'}},
      '"Berlin" is not a valid time zone: it is not an IANA time zone (REVSCHED_TIMEZONE)',
    ],
  ])('refuses %s', async (_, given, message) => {
    await expect(loaded(given)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(message),
    })
  })
})
