import {expect, it} from 'vitest'
import {diagnoseChannels} from '../../src/app/diagnose-channels.js'
import {driverOf} from '../../src/delivery/all-channels.js'
import type {Channel} from '../../src/domain/delivery/channel.js'
import type {ChannelStore} from '../../src/domain/ports/delivery-store.js'
import {aUser} from '../support/a-scheduled-review.js'
import {aChannel} from '../support/an-outbox.js'

const folder = aChannel({kind: 'file', settings: {folder: '/srv', format: 'html'}, target: '/srv/*.html'})

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
])('a channel that %s', async (_, change, expected) => {
  const channels = {
    listChannels: async () => [{...folder, ...change}],
  } as Partial<ChannelStore> as ChannelStore
  const [found] = await diagnoseChannels({channels, driverOf}, aUser())
  expect(found).toMatchObject({group: 'channels', name: 'pipeline', ...expected})
})
