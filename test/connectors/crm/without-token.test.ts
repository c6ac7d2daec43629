import {expect, it} from 'vitest'
import {withoutToken} from '../../../src/connectors/crm/without-token.js'

const token = '00D5!AQ.b_c-d+e/f='

it.each<{form: string; given: string}>([
  {form: 'itself', given: token},
  {form: 'JSON', given: JSON.stringify(token).slice(1, -1)},
  {form: 'JSON of careful writers', given: '00D5\\u0021AQ.b_c-d\\u002be\\u002Ff\\u003d'},
  {form: 'a URL', given: encodeURIComponent(token)},
  {form: 'a form', given: new URLSearchParams({t: token}).toString().slice(2)},
  {form: 'a URL of other languages', given: '00D5%21AQ%2eb_c-d%2be%2ff%3d'},
])('a token is taken out as $form', ({given}) => {
  expect(withoutToken(`no ${given}, ${given}`, token)).toBe('no (token), (token)')
})

it.each<{what: string; text: string; token: string}>([
  {what: 'a part of the token', text: '00D5!AQ', token},
  {what: 'what only a pattern would take', text: 'tokenx1', token: 'token.1'},
  {what: 'anything, without a token', text: 'all', token: ''},
])('$what stays', ({text, token}) => {
  expect(withoutToken(text, token)).toBe(text)
})

it('a page of many megabytes takes no longer than a moment', () => {
  const text = '00D5!AQ.b_'.repeat(1_000_000)
  const startedAt = performance.now()
  expect(withoutToken(text, token)).toBe(text)
  expect(performance.now() - startedAt).toBeLessThan(2000)
})
