import {describe, expect, it} from 'vitest'
import {hubspotConnector} from '../../../src/connectors/hubspot/connector.js'
import {parseHubspotSettings} from '../../../src/connectors/hubspot/parse-settings.js'

describe('settings of HubSpot', () => {
  it('have defaults', () => {
    expect(parseHubspotSettings({})).toEqual({
      login: 'token',
      loginUrl: 'https://app.hubspot.com',
      apiUrl: 'https://api.hubapi.com',
      isPrivateAllowed: false,
      isDelta: false,
      searchPerSecond: 4,
    })
  })

  it.each([
    {
      name: 'a slash at the end is taken off',
      given: {apiUrl: 'https://api.hubapi.com/'},
      is: {apiUrl: 'https://api.hubapi.com'},
    },
    {
      name: 'a path stays',
      given: {apiUrl: 'https://proxy.example/hub/'},
      is: {apiUrl: 'https://proxy.example/hub'},
    },
    {
      name: 'a test server',
      given: {apiUrl: 'http://127.0.0.1:8080', isPrivateAllowed: true},
      is: {apiUrl: 'http://127.0.0.1:8080'},
    },
    {name: 'five searches a second', given: {searchPerSecond: 5}, is: {searchPerSecond: 5}},
    {
      name: 'the browser',
      given: {login: 'browser', clientId: 'a-1'},
      is: {login: 'browser', clientId: 'a-1'},
    },
  ])('$name', ({given, is}) => expect(parseHubspotSettings(given)).toMatchObject(is))

  it.each([
    {
      name: 'another login',
      given: {login: 'jwt'},
      message: '"jwt" is not a valid --login: it takes token or browser',
    },
    {
      name: 'http',
      given: {apiUrl: 'http://api.hubapi.com'},
      message: '"http://api.hubapi.com" is not a valid --api-url: it takes an address with https',
    },
    {
      name: 'http for the browser',
      given: {loginUrl: 'http://app.hubspot.com'},
      message: '"http://app.hubspot.com" is not a valid --login-url: it takes an address with https',
    },
    {
      name: 'no address',
      given: {apiUrl: 'hubspot'},
      message: '"hubspot" is not a valid --api-url: it takes an address with https',
    },
    {
      name: 'a file',
      given: {apiUrl: 'file:///etc/passwd'},
      message: '"file:///etc/passwd" is not a valid --api-url: it takes an address with https',
    },
    {
      name: 'an address with a password',
      given: {apiUrl: 'https://me:secret@api.hubapi.com'},
      message:
        '--api-url takes an address without user name, question mark or #, such as "https://api.hubapi.com/"',
    },
    {
      name: 'no month',
      given: {fiscalYearStartMonth: 0},
      message: '"0" is not a valid --fiscal-year-start: it takes a month from 1 to 12',
    },
    {
      name: 'a thirteenth month',
      given: {fiscalYearStartMonth: 13},
      message: '"13" is not a valid --fiscal-year-start: it takes a month from 1 to 12',
    },
    {
      name: 'more than five searches',
      given: {searchPerSecond: 5.1},
      message: '"5.1" is not a valid --search-per-second: it takes a number from 0.1 to 5',
    },
    {
      name: 'no searches',
      given: {searchPerSecond: 0},
      message: '"0" is not a valid --search-per-second: it takes a number from 0.1 to 5',
    },
    {
      name: 'the browser without an app',
      given: {login: 'browser'},
      message: 'a login with the browser needs the client id of an app',
    },
    {
      name: 'a strange app',
      given: {login: 'browser', clientId: 'a b'},
      message:
        '"a b" is not a valid --client-id: it takes the client id of the app\'s page, letters, digits and -',
    },
    {
      name: 'another setting',
      given: {path: 'x'},
      message: '"path" is not a setting that this version knows',
    },
    {name: 'no settings', given: null, message: '"" are no settings of HubSpot'},
  ])('are refused: $name', ({given, message}) => {
    expect(() => parseHubspotSettings(given)).toThrow(expect.objectContaining({code: 'usage', message}))
    expect(() => parseHubspotSettings(given, 'hubspot "acme"')).toThrow(
      expect.objectContaining({code: 'config'}),
    )
  })

  it.each([
    {settings: {}, text: 'api.hubapi.com, access token'},
    {settings: {login: 'browser', clientId: 'a'}, text: 'api.hubapi.com, login with the browser'},
    {settings: {login: 7}, text: '(settings that cannot be read)'},
  ])('are told in a line: $text', ({settings, text}) =>
    expect(hubspotConnector.describe(settings)).toBe(text),
  )
})
