import {describe, expect, it} from 'vitest'
import {diagnoseSecrets} from '../../src/app/diagnose-secrets.js'
import type {SecretPlace, StoredSecret} from '../../src/domain/ports/secret-box.js'
import {fakeSecretBox} from '../support/fake-secret-box.js'

const place = (id: string): SecretPlace => ({table: 'scheduled_reviews', id, field: 'ping_url'})

async function stored(id: string, key = 'key', at = place(id)): Promise<StoredSecret> {
  return {place: place(id), name: `ping URL of "${id}"`, sealed: await fakeSecretBox(key).seal('hush', at)}
}

const diagnose = (secrets: StoredSecret[], box = fakeSecretBox()) =>
  diagnoseSecrets({secrets: {listSecrets: async () => secrets}, box})

describe('diagnoseSecrets', () => {
  it('tells where the key comes from, and that there is none before the first secret', async () => {
    expect(await diagnose([])).toEqual([
      {
        group: 'secrets',
        name: 'master key',
        isOk: true,
        detail: 'key file /home/ann/revsched.key',
        fix: null,
      },
    ])
    const [made] = await diagnose([], fakeSecretBox('key', {isThere: false}))
    expect(made).toMatchObject({
      isOk: true,
      detail: 'key file /home/ann/revsched.key, made with the first secret',
    })
  })

  it('tells that all open', async () => {
    const [, secrets] = await diagnose([await stored('a'), await stored('b')])
    expect(secrets).toMatchObject({isOk: true, detail: '2 secrets, all of them open'})
  })

  it('finds a key that is gone while secrets are stored', async () => {
    const [key] = await diagnose([await stored('a')], fakeSecretBox('key', {isThere: false}))
    expect(key).toMatchObject({isOk: false, fix: expect.stringContaining('put the key file back')})
  })

  it('names a secret that does not open, with what mends it', async () => {
    const secrets = [await stored('a'), await stored('b', 'other'), await stored('c', 'key', place('a'))]
    const answer = await diagnose(secrets)
    expect(answer[1]).toMatchObject({
      isOk: false,
      detail: '2 of 3 do not open: ping URL of "b" and 1 more: sealed with another key',
      fix: 'give the key',
    })
    expect(JSON.stringify(answer)).not.toContain('hush')
  })

  it.each([
    [
      'key file',
      false,
      'in "/k.next"; its change was not finished',
      /^revsched connection rotate-key finishes it$/,
    ],
    [
      'environment',
      false,
      'in "/k.next"; KEY still has the old one',
      /put the new key into KEY, start the daemon again/,
    ],
    ['systemd credential', false, 'in "/k.next"; KEY still has the old one', /put the new key into KEY/],
    ['environment', true, 'in its place; "/k.next" has it as well', /rotate-key removes that file$/],
  ] as const)(
    'tells what is left of a change of the key (%s, in its place: %s)',
    async (kind, isCurrent, detail, fix) => {
      const box = {
        ...fakeSecretBox(),
        source: async () => ({kind, where: 'KEY', isThere: true}),
        next: async () => ({where: '/k.next', isCurrent}),
      }
      const answer = await diagnose([await stored('a')], box)
      expect(answer.map(({name, isOk}) => [name, isOk])).toEqual([
        ['master key', true],
        ['new master key', false],
        ['stored secrets', true],
      ])
      expect(answer[1]).toMatchObject({detail, fix: expect.stringMatching(fix)})
    },
  )
})
