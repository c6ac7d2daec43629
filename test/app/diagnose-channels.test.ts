import {type AddressInfo, createServer} from 'node:net'
import {describe, expect, it} from 'vitest'
import {channelPlace} from '../../src/app/channel-secret.js'
import {diagnoseChannels} from '../../src/app/diagnose-channels.js'
import {driverOf} from '../../src/delivery/all-channels.js'
import type {Channel} from '../../src/domain/delivery/channel.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ChannelStore} from '../../src/domain/ports/delivery-store.js'
import {dialOf} from '../../src/platform/dial.js'
import {aUser} from '../support/a-scheduled-review.js'
import {aChannel} from '../support/an-outbox.js'
import {fakeSecretBox} from '../support/fake-secret-box.js'

const folder = aChannel({kind: 'file', settings: {folder: '/srv', format: 'html'}, target: '/srv/*.html'})

/** Nobody listens at port 1 and nothing is allowed into this machine's network unless the channel says so. */
const ports = {
  driverOf,
  box: async () => fakeSecretBox(),
  dial: async () => dialOf(),
  hasProxy: false,
  checkFolder: async () => undefined,
  signal: new AbortController().signal,
}

const diagnose = async (channel: Channel, changes: Partial<Parameters<typeof diagnoseChannels>[0]> = {}) => {
  const secret = channel.kind === 'teams' ? channel.target : null
  const channels = {
    listChannels: async () => [channel],
    channelSecret: async (id: string) =>
      secret === null ? null : fakeSecretBox().seal(secret, channelPlace(id)),
  } as Partial<ChannelStore> as ChannelStore
  const [found] = await diagnoseChannels({channels, ...ports, ...changes}, aUser())
  return found
}

const mail = {
  host: '127.0.0.1',
  port: 1,
  security: 'none',
  from: 'ops@acme.com',
  to: ['ann@acme.com'],
  isPrivateAllowed: true,
}

it.each<[string, Partial<Channel>, object]>([
  ['is well', {}, {isOk: true, detail: 'file to /srv/*.html', fix: null}],
  [
    'is disabled',
    {disabledReason: 'the answer was 404'},
    {
      isOk: false,
      detail: 'disabled: the answer was 404',
      fix: 'mend it, then: revsched channel test pipeline',
    },
  ],
  [
    'has settings that nobody can read',
    {settings: {}},
    {isOk: false, fix: expect.stringContaining('revsched channel edit pipeline')},
  ],
  [
    'leads to where nobody listens',
    {kind: 'email', settings: mail},
    {
      isOk: false,
      detail: expect.stringMatching(/ECONNREFUSED/),
      fix: expect.stringMatching(
        /^check the name and the port.*this machine; revsched channel edit pipeline/,
      ),
    },
  ],
])('a channel that %s', async (_, change, expected) => {
  expect(await diagnose({...folder, ...change})).toMatchObject({
    group: 'channels',
    name: 'pipeline',
    ...expected,
  })
})

describe('somebody who is there', () => {
  it.each<[string, (port: number) => Partial<Channel>]>([
    ['a mail server', port => ({kind: 'email', settings: {...mail, port}, target: 'ann@acme.com'})],
    [
      'a webhook',
      port => ({
        kind: 'teams',
        settings: {isPrivateAllowed: true},
        target: `http://127.0.0.1:${port}/?sig=a`,
      }),
    ],
  ])('%s: it is not told a word', async (_, channelAt) => {
    let heard = ''
    const server = createServer(socket => socket.on('data', bytes => (heard += bytes)))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const {port} = server.address() as AddressInfo
    expect(await diagnose({...folder, ...channelAt(port)})).toMatchObject({isOk: true, fix: null})
    await new Promise(resolve => server.close(resolve))
    expect(heard).toBe('')
  })
})

it('says where a proxy keeps it from looking', async () => {
  const teams = {...folder, kind: 'teams', settings: {}, target: 'https://192.0.2.1/?sig=a'} as const
  expect(await diagnose(teams, {hasProxy: true})).toMatchObject({
    isOk: true,
    detail: expect.stringContaining('not tried, as a proxy is in between'),
  })
})

it('tells of a folder that takes no file', async () => {
  const checkFolder = async () => {
    throw new RevschedError('storage', 'cannot write into "/srv"', {hint: 'make it writable'})
  }
  expect(await diagnose(folder, {checkFolder})).toMatchObject({
    isOk: false,
    fix: expect.stringMatching(/^make it writable; revsched channel edit pipeline/),
  })
})
