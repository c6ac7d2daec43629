import {createServer as httpsServer, type ServerOptions} from 'node:https'
import {type Socket, createServer as tcpServer} from 'node:net'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {missingOpenssl, testAuthority} from '../support/certificates.js'
import {crmHome} from '../support/crm-home.js'
import {expectEnd, type FaultEnd} from '../support/fault-end.js'
import {canFakeTime, fastClock} from '../support/faults.js'
import {fullPort} from '../support/full-port.js'
import {listening, rawServer} from '../support/raw-server.js'
import {silentHost} from '../support/silent-host.js'

// N1-N7 and N35 of the table of failures: what the network does to a call of the built program, to either CRM.

type Place = {url: string; sockets?: number; close?(): unknown}

type Row = FaultEnd & {
  /** Number in the table of failures, and what happens. */
  n: string
  place: () => Promise<Place>
  /** Connections that came; left out where nobody can count them. */
  sockets?: number
  env?: () => NodeJS.ProcessEnv
  /** Waits for a deadline: with clocks so many times as fast. */
  speed?: number
  needs?: 'openssl'
}

let authority: ReturnType<typeof testAuthority> | null = null
beforeAll(() => {
  if (!missingOpenssl) authority = testAuthority()
})
afterAll(() => authority?.remove())

const trusting = () => ({NODE_EXTRA_CA_CERTS: authority!.caFile})
const http = (server: {port: number}) => Object.assign(server, {url: `http://127.0.0.1:${server.port}`})
const https = (server: {port: number}) => Object.assign(server, {url: `https://localhost:${server.port}`})

/** A server whose answers begin so, and what it does then. */
const answering = (head: string, then: (socket: Socket) => void) => async () =>
  http(
    await rawServer(socket => {
      socket.write(head)
      then(socket)
    }),
  )

const withTls = (options: () => ServerOptions) => async () =>
  https(
    await listening(
      httpsServer(options(), (_, response) => response.end('{}')),
      'localhost',
    ),
  )

const json = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{'

const rows: Row[] = [
  {n: 'N1 no such name', place: async () => ({url: 'https://crm.invalid'}), exit: 6, code: 'unreachable'},
  {n: 'N2 refused', place: closedPort, exit: 6, code: 'unreachable'},
  {
    n: 'N3 nobody takes the connection',
    place: async () => http(await fullPort()),
    speed: 10,
    exit: 6,
    code: 'unreachable',
  },
  {
    n: 'N4 a certificate that expired',
    place: withTls(() => authority!.certificate('DNS:localhost', -1)),
    env: trusting,
    needs: 'openssl',
    sockets: 1,
    exit: 6,
    code: 'tls',
  },
  {
    n: 'N4 a certificate that signed itself',
    place: withTls(() => authority!.selfSigned('DNS:localhost')),
    needs: 'openssl',
    sockets: 1,
    exit: 6,
    code: 'tls',
  },
  {
    n: 'N4 a certificate for another host',
    place: withTls(() => authority!.certificate('DNS:other.example')),
    env: trusting,
    needs: 'openssl',
    sockets: 1,
    exit: 6,
    code: 'tls',
  },
  {
    n: 'N4 TLS 1.0',
    place: withTls(() => ({
      ...authority!.certificate('DNS:localhost'),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1',
      ciphers: 'ALL:@SECLEVEL=0',
    })),
    env: trusting,
    needs: 'openssl',
    sockets: 1,
    exit: 6,
    code: 'tls',
  },
  {
    n: 'N4 a handshake that is cut',
    place: async () =>
      https(
        await listening(
          tcpServer(socket => socket.once('data', () => socket.end())),
          'localhost',
        ),
      ),
    sockets: 3,
    exit: 6,
    code: 'tls',
  },
  {
    n: 'N5 headers never come',
    place: answering('', () => {}),
    speed: 10,
    sockets: 1,
    exit: 6,
    code: 'timeout',
  },
  {
    n: 'N6 a body never ends',
    place: answering(json, () => {}),
    speed: 10,
    sockets: 1,
    exit: 6,
    code: 'timeout',
  },
  {
    n: 'N7 a body comes byte by byte',
    place: answering(json, drip),
    speed: 10,
    sockets: 1,
    exit: 6,
    code: 'timeout',
  },
  {
    n: 'N35 a proxy that is not there',
    place: silentHost,
    env: () => ({no_proxy: '', http_proxy: 'http://127.0.0.1:9'}),
    sockets: 0,
    exit: 6,
    code: 'unreachable',
  },
]

async function closedPort(): Promise<Place> {
  const server = await silentHost()
  await server.close()
  return {url: server.url, sockets: 0}
}

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write(' '), 50)
  socket.on('close', () => clearInterval(timer))
}

const secrets = [
  'planted+refresh/token=&1',
  'planted+client/secret=&2',
  '00D0!planted+access/token=&3',
] as const
const [refreshToken, clientSecret, accessToken] = secrets

const connections = {
  salesforce: (apiUrl: string) => ({
    settings: {login: 'browser', clientId: 'client-1', apiUrl, isPrivateAllowed: true},
    secret: {refreshToken, clientSecret, accessToken, instanceUrl: apiUrl},
  }),
  hubspot: (apiUrl: string) => ({
    settings: {login: 'browser', clientId: 'client-1', apiUrl, isPrivateAllowed: true},
    secret: {refreshToken, clientSecret, accessToken, usableUntil: Date.now() + 3_600_000},
  }),
}

describe.concurrent.each(['salesforce', 'hubspot'] as const)(
  'a network that fails: run-now with %s',
  kind => {
    it.for(rows)(
      '$n: $exit $code',
      async ({place, sockets, env = () => ({}), speed, needs, ...end}, {skip}) => {
        if (speed !== undefined && !canFakeTime) return skip('the package faketime is not installed')
        if (needs === 'openssl' && missingOpenssl) return skip(missingOpenssl)
        const at = await place()
        const {settings, secret} = connections[kind](at.url)
        const home = await crmHome({kind, settings, secret: JSON.stringify(secret)})
        try {
          await expectEnd(home, end, {...env(), ...(speed && fastClock(new Date().toISOString(), speed))})
          if (sockets !== undefined) expect(at.sockets).toBe(sockets)
          expect(home.hunt(secrets)).toEqual([])
        } finally {
          await at.close?.()
          home.remove()
        }
      },
    )
  },
)
