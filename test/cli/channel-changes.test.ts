import {describe, expect, it} from 'vitest'
import {changedSettings} from '../../src/cli/channel-changes.js'
import type {ChannelKind} from '../../src/domain/delivery/channel.js'
import {aChannel} from '../support/an-outbox.js'

type Given = Partial<Parameters<typeof changedSettings>[1]>

const nothing = {
  csv: false,
  to: [],
  header: [],
  allDeals: false,
  allowPrivateAddress: false,
  secretStdin: false,
  without: [],
}
const changed = (kind: ChannelKind, settings: object, given: Given) =>
  changedSettings(aChannel({kind, settings: {...settings}}), {...nothing, ...given}, '/data')

const archive = {folder: '/srv', format: 'csv', keep: 3}

describe('what is changed of a channel', () => {
  it.each<[string, ChannelKind, object, Given, object]>([
    ['what is not given stays', 'file', archive, {folder: 'here'}, {...archive, folder: '/data/here'}],
    ['taken away', 'file', archive, {without: ['keep']}, {folder: '/srv', format: 'csv'}],
    ['taken away and given', 'file', archive, {without: ['keep'], keep: 9}, {...archive, keep: 9}],
    ['a list as a whole', 'email', {to: ['a@b'], port: 25}, {to: ['c@d']}, {to: ['c@d'], port: 25}],
    ['headers as a whole', 'webhook', {headers: {a: '1'}}, {header: ['b: 2']}, {headers: {b: '2'}}],
    ['a flag of another name', 'email', {user: 'me'}, {without: ['user']}, {}],
    ['the secret alone', 'teams', {isPrivateAllowed: true}, {secretStdin: true}, {isPrivateAllowed: true}],
  ])('%s', (_, kind, settings, given, expected) => expect(changed(kind, settings, given)).toEqual(expected))

  it.each<[string, ChannelKind, Given, string]>([
    ['nothing', 'slack', {}, 'there is nothing to change'],
    ['a flag of another kind', 'slack', {keep: 3}, '--keep does not go with channels of kind "slack"'],
    [
      'what another kind has is taken away',
      'teams',
      {without: ['isPrivateAllowed', 'user']},
      '--no-smtp-user does not go with channels of kind "teams"',
    ],
  ])('refused: %s', (_, kind, given, message) =>
    expect(() => changed(kind, {}, given)).toThrow(expect.objectContaining({code: 'usage', message})),
  )
})
