import {describe, expect, it} from 'vitest'
import {salesforceConnector} from '../../../src/connectors/salesforce/connector.js'
import {parseSalesforceSettings} from '../../../src/connectors/salesforce/parse-settings.js'

const browser = {login: 'browser', clientId: '3MVG9'}

describe('settings', () => {
  it.each<{name: string; given: Record<string, unknown>; settings?: Record<string, unknown>}>([
    {name: 'of sf', given: {login: 'sf-cli', org: 'acme'}},
    {name: 'of a browser', given: browser},
    {name: 'of a certificate', given: {login: 'jwt', clientId: '3MVG9', username: 'ann@acme.com'}},
    {
      name: 'of client credentials',
      given: {login: 'client-credentials', clientId: '3MVG9', loginUrl: 'https://acme.my.salesforce.com'},
    },
    {
      name: 'an address with a slash',
      given: {...browser, loginUrl: 'https://test.salesforce.com/'},
      settings: {...browser, loginUrl: 'https://test.salesforce.com'},
    },
    {
      name: 'http where it is allowed',
      given: {...browser, apiUrl: 'http://127.0.0.1:8080', isPrivateAllowed: true},
    },
    {
      name: 'a short version',
      given: {...browser, apiVersion: '66'},
      settings: {...browser, apiVersion: '66.0'},
    },
    {name: 'the oldest version', given: {...browser, apiVersion: '31.0'}},
    {name: 'a small currency', given: {...browser, currency: 'eur'}, settings: {...browser, currency: 'EUR'}},
  ])('are taken: $name', ({given, settings = given}) => {
    expect(salesforceConnector.parseSettings(given)).toEqual(settings)
  })

  it.each<{given: unknown; message: string; hint: string}>([
    {
      given: {},
      message: '--login is missing: it takes sf-cli, browser, jwt or client-credentials',
      hint: 'as --login sf-cli',
    },
    {given: null, message: '"" are no settings of Salesforce', hint: 'as --login sf-cli --org acme'},
    {
      given: {login: 'password'},
      message: '"password" is not a valid --login: it takes sf-cli, browser, jwt or client-credentials',
      hint: 'as --login sf-cli',
    },
    {
      given: {login: 'sf-cli'},
      message: '--login sf-cli needs --org: an alias or a username that sf knows',
      hint: 'as --org acme',
    },
    {
      given: {login: 'sf-cli', org: '--json'},
      message: '"--json" is not a valid --org: it takes an alias or a username that sf knows',
      hint: 'as --org acme',
    },
    {
      given: {login: 'sf-cli', org: 'a;b'},
      message: '"a;b" is not a valid --org: it takes an alias or a username that sf knows',
      hint: 'as --org acme',
    },
    {
      given: {login: 'browser'},
      message: '--login browser needs --client-id: the consumer key of an app in Salesforce',
      hint: 'as --client-id 3MVG9aBcDe',
    },
    {
      given: {login: 'jwt', clientId: 'x'},
      message: '--login jwt needs --username: the username of who logs in',
      hint: 'as --username revsched@acme.com',
    },
    {
      given: {...browser, org: 'acme'},
      message: '--org "acme" has no use with --login browser',
      hint: 'it belongs to --login sf-cli',
    },
    {
      given: {login: 'sf-cli', org: 'acme', clientId: 'x'},
      message: '--client-id "x" has no use with --login sf-cli',
      hint: 'it belongs to --login browser or jwt or client-credentials',
    },
    {
      given: {...browser, loginUrl: 'http://login.salesforce.com'},
      message:
        '"http://login.salesforce.com/" is not a valid --login-url: it takes an https address without a path',
      hint: 'as --login-url https://acme.my.salesforce.com',
    },
    {
      given: {...browser, apiUrl: 'https://x.example/path'},
      message: '"https://x.example/path" is not a valid --api-url: it takes an https address without a path',
      hint: 'as --api-url https://acme.my.salesforce.com',
    },
    {
      given: {...browser, apiUrl: 'https://user:secret@x.example'},
      message: '"https://x.example/" is not a valid --api-url: it takes an https address without a path',
      hint: 'as --api-url https://acme.my.salesforce.com',
    },
    {
      given: {...browser, apiUrl: 'file:///etc', isPrivateAllowed: true},
      message: '"file:///etc" is not a valid --api-url: it takes an https address without a path',
      hint: 'as --api-url https://acme.my.salesforce.com',
    },
    {
      given: {...browser, apiUrl: 'https://acme.lightning.force.com'},
      message: '"https://acme.lightning.force.com" is the address of Salesforce\'s pages, not of its API',
      hint: 'as --api-url https://acme.my.salesforce.com',
    },
    {
      given: {login: 'client-credentials', clientId: 'x'},
      message:
        '--login client-credentials does not work at "https://login.salesforce.com": it needs the address of your org',
      hint: 'as --login-url https://acme.my.salesforce.com',
    },
    {
      given: {...browser, apiVersion: '30.0'},
      message: '"30.0" is not a valid --api-version: it takes a version from 31.0 to 99.0',
      hint: 'as --api-version 66.0',
    },
    {
      given: {...browser, apiVersion: '66.1'},
      message: '"66.1" is not a valid --api-version: it takes a version from 31.0 to 99.0',
      hint: 'as --api-version 66.0',
    },
    {
      given: {...browser, currency: 'EURO'},
      message: '"EURO" is not a valid --currency: it takes a code of three letters',
      hint: 'as --currency EUR',
    },
    {
      given: {...browser, clientSecret: 'x'},
      message: '"clientSecret" is not a setting that this version knows',
      hint: 'look for a newer version',
    },
  ])('are refused: $message', ({given, message, hint}) => {
    expect(() => salesforceConnector.parseSettings(given)).toThrow(
      expect.objectContaining({code: 'usage', message, hint}),
    )
  })

  it('that are stored and cannot be used name the connection', () => {
    expect(() => parseSalesforceSettings({login: 'smoke'}, 'salesforce "acme"')).toThrow(
      expect.objectContaining({
        code: 'config',
        message:
          'the settings of the connection salesforce "acme" cannot be used: "smoke" is not a valid "login": it takes sf-cli, browser, jwt or client-credentials',
        hint: 'change it with revsched connection edit acme, as --login sf-cli',
      }),
    )
  })
})

it.each([
  {settings: {login: 'sf-cli', org: 'acme'}, text: 'acme (sf-cli)'},
  {settings: {login: 'jwt', clientId: 'x', username: 'ann@acme.com'}, text: 'ann@acme.com (jwt)'},
  {settings: browser, text: 'https://login.salesforce.com (browser)'},
  {
    settings: {...browser, loginUrl: 'https://test.salesforce.com'},
    text: 'https://test.salesforce.com (browser)',
  },
])('a list shows $text', ({settings, text}) => {
  expect(salesforceConnector.describe(settings)).toBe(text)
})
