import {describe, expect, it} from 'vitest'
import {RevschedError} from '../../src/domain/errors.js'
import {answerTimeout, type CallStage, callFailure, connectTimeout} from '../../src/platform/http-failure.js'

const host = 'crm.example'
const failed = (stage: CallStage, code: string) =>
  callFailure(Object.assign(new Error('https://crm.example/?secret=1'), {code}), stage, host)

const network = /try it again later; .*HTTPS_PROXY.*docs\/network\.md/
const brokenOff = /try it again later; .*docs\/network\.md/

describe('what ended a call, with its next step', () => {
  it.each<[RevschedError, string, boolean, RegExp]>([
    [
      failed('connecting', 'ENOTFOUND'),
      'unreachable',
      true,
      /check the name.*HTTPS_PROXY.*docs\/network\.md/,
    ],
    [failed('connecting', 'EAI_AGAIN'), 'unreachable', true, network],
    [failed('connecting', 'ECONNREFUSED'), 'unreachable', true, network],
    [failed('connecting', 'EHOSTUNREACH'), 'unreachable', true, network],
    [connectTimeout(host, null, 10_000), 'unreachable', true, network],
    [
      connectTimeout(host, 'proxy.example', 10_000),
      'unreachable',
      true,
      /the proxy.*again later.*network\.md/,
    ],
    [failed('handshake', 'ECONNRESET'), 'tls', true, brokenOff],
    [failed('handshake', 'CERT_HAS_EXPIRED'), 'tls', false, /has to renew it/],
    [failed('handshake', 'CERT_NOT_YET_VALID'), 'tls', false, /the clock/],
    [failed('handshake', 'ERR_TLS_CERT_ALTNAME_INVALID'), 'tls', false, /the address/],
    [failed('handshake', 'SELF_SIGNED_CERT_IN_CHAIN'), 'tls', false, /NODE_EXTRA_CA_CERTS/],
    [failed('handshake', 'ERR_SSL_WRONG_VERSION_NUMBER'), 'tls', false, /a proxy/],
    [failed('handshake', 'ERR_SSL_NEW'), 'tls', false, /NODE_EXTRA_CA_CERTS/],
    [failed('waiting', 'ERR_SSL_NEW'), 'tls', false, /NODE_EXTRA_CA_CERTS/],
    [failed('waiting', 'ECONNRESET'), 'unreachable', true, brokenOff],
    [failed('waiting', 'HPE_INVALID_CONSTANT'), 'incomplete', true, /the address/],
    [answerTimeout(host, 60_000), 'timeout', true, brokenOff],
  ])('%s', (error, code, canPass, hint) => {
    expect(error).toMatchObject({code, canPass, hint: expect.stringMatching(hint)})
    expect(error.message + error.hint).not.toContain('secret')
  })

  it('is told as it is where it has been told already', () => {
    const known = new RevschedError('config', 'known')
    expect(callFailure(known, 'waiting', host)).toBe(known)
  })
})
