import {createServer, type Socket} from 'node:net'
import {type AddressObject, type ParsedMail, simpleParser} from 'mailparser'
import {SMTPServer, type SMTPServerOptions} from 'smtp-server'
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest'
import {emailDriverWith} from '../../src/delivery/email.js'
import {defaultTemplate} from '../../src/domain/delivery/digest-template.js'
import type {DigestTask, Sending} from '../../src/domain/ports/channel-driver.js'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {dialOf} from '../../src/platform/dial.js'
import {aRun} from '../support/a-run.js'
import {anAnalysis} from '../support/an-analysis.js'
import {type Certificate, missingOpenssl, testAuthority} from '../support/certificates.js'
import {channelPorts} from '../support/channel-ports.js'
import {listening} from '../support/raw-server.js'

const password = 'CANARY-pass word'
const ports = channelPorts()
const trends = [70, 75].map(healthScore => ({
  runId: 'r',
  healthScore,
  isUnderOtherRules: false,
  failureRates: {},
}))

const settings = {
  host: 'localhost',
  security: 'none',
  from: 'Röv <revops@acme.com>',
  to: ['ann@acme.com'],
  isPrivateAllowed: true,
}

function task(changes: Partial<DigestTask> = {}): DigestTask {
  return {
    kind: 'email',
    settings,
    template: defaultTemplate,
    run: aRun(),
    document: encodeAnalysis(anAnalysis()),
    trends,
    owner: null,
    locale: null,
    isSample: false,
    ...changes,
  }
}

const message = {subject: 'weekly: 75 yellow', html: '<p>é</p>', text: 'é\n', images: []}

function aSending(given: Partial<Sending> = {}): Sending {
  return {
    settings,
    secret: null,
    message,
    run: aRun(),
    recipient: null,
    key: 'd-1',
    isRepeat: false,
    state: {},
    now: new Date('2025-04-01T12:00:00Z'),
    ...given,
  }
}

type Closable = {close(): Promise<void>}
const open: Closable[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

let certificate: Certificate
let ca: string
let authority: ReturnType<typeof testAuthority> | null = null
beforeAll(() => {
  if (missingOpenssl) return
  authority = testAuthority()
  ca = authority.ca
  certificate = authority.certificate('DNS:localhost,IP:127.0.0.1')
})
afterAll(() => authority?.remove())

/** A real mail server, and what it got: each mail with its envelope. */
async function mailServer(options: SMTPServerOptions = {}) {
  const got: {to: string[]; raw: string}[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      stream.on('data', piece => pieces.push(piece))
      stream.on('end', () => {
        got.push({
          to: session.envelope.rcptTo.map(({address}) => address),
          raw: Buffer.concat(pieces).toString('latin1'),
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  const {port} = await new Promise<{port: number}>(done => {
    const listener = server.listen(0, 'localhost', () => done(listener.address() as {port: number}))
  })
  open.push({close: () => new Promise(done => server.close(() => done()))})
  return {port, got}
}

function refusing(answers: Readonly<Record<string, number>>): SMTPServerOptions {
  return {
    onRcptTo({address}, _session, done) {
      const code = answers[address]
      done(code ? Object.assign(new Error('not this one'), {responseCode: code}) : null)
    },
  }
}

/** A server of lines: what it says to each, and what it does then. */
async function scripted(say: (line: string, socket: Socket) => string | null, greeting = '220 test') {
  const server = await listening(
    createServer(socket => {
      let heard = ''
      let isBody = false
      if (greeting !== '') socket.write(`${greeting}\r\n`)
      socket.setEncoding('latin1').on('data', text => {
        heard += text
        for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
          const line = heard.slice(0, end)
          heard = heard.slice(end + 2)
          if (isBody && line !== '.') continue
          isBody = line === 'DATA'
          const answer = say(line, socket)
          if (answer !== null && !socket.destroyed) socket.write(`${answer}\r\n`)
        }
      })
    }),
    'localhost',
  )
  open.push(server)
  return server
}

/** What every step but those of `changes` gets; `drop` ends the connection, `silent` says nothing. */
function script(changes: Readonly<Record<string, string>>) {
  const usual: Readonly<Record<string, string>> = {
    EHLO: '250 test',
    MAIL: '250 ok',
    RCPT: '250 ok',
    DATA: '354 go',
    '.': '250 taken',
    QUIT: '221 bye',
  }
  return (line: string, socket: Socket) => {
    const [verb = ''] = line.split(' ')
    const answer = changes[verb] ?? usual[verb] ?? '500 what?'
    if (answer === 'drop') socket.destroy()
    return answer === 'drop' || answer === 'silent' ? null : answer
  }
}

/** For servers that fall silent. */
const impatient = {greetingMs: 250, silenceMs: 1000, attemptMs: 5000}
const send = (sending: Partial<Sending> = {}, world: Parameters<typeof emailDriverWith>[0] = {}) =>
  emailDriverWith(world).send(aSending(sending), ports, new AbortController().signal)
const at = (port: number, changes: object = {}) => ({settings: {...settings, port, ...changes}})

describe('a mail, as a reader finds it', () => {
  async function received(
    given: Partial<DigestTask>,
    sending: Partial<Sending> = {},
  ): Promise<{mail: ParsedMail; raw: string}> {
    const {port, got} = await mailServer()
    const rendered = await emailDriverWith({}).render(task(given))
    const to = ['ann@acme.com', "bob.o'brien@bücher.example"]
    expect(
      await send({message: rendered, ...at(port, {to, replyTo: 'help@acme.com'}), ...sending}),
    ).toMatchObject({kind: 'sent'})
    return {mail: await simpleParser(Buffer.from(got[0]!.raw, 'latin1')), raw: got[0]!.raw}
  }

  it('has its headers', async () => {
    const {mail, raw} = await received({})
    expect(
      raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/boundary="[^"]*"/, 'boundary'),
    ).toMatchInlineSnapshot(`
      "Auto-Submitted: auto-generated
      X-Auto-Response-Suppress: All
      List-ID: <weekly.revsched.acme.com>
      List-Unsubscribe: <mailto:help@acme.com?subject=unsubscribe>
      From: =?UTF-8?Q?R=C3=B6v?= <revops@acme.com>
      To: ann@acme.com, bob.o'brien@xn--bcher-kva.example
      Reply-To: help@acme.com
      Subject: [revsched] weekly: 75 yellow (up 4.8)
      Message-ID: <d-1@acme.com>
      Date: Tue, 01 Apr 2025 12:00:00 +0000
      MIME-Version: 1.0
      Content-Type: multipart/alternative;
       boundary"
    `)
    expect(mail.from?.value).toEqual([{name: 'Röv', address: 'revops@acme.com'}])
    expect((mail.to as AddressObject).value.map(({address}) => address)).toEqual([
      'ann@acme.com',
      "bob.o'brien@bücher.example",
    ])
    expect(mail.subject).toBe('[revsched] weekly: 75 yellow (up 4.8)')
  })

  it('has a text, a page and the picture of the trend, which the page shows', async () => {
    const {mail, raw} = await received({})
    expect(mail.text).toContain('Score: 75 yellow')
    expect(
      mail.attachments.map(({cid, contentType, contentDisposition}) => [
        cid,
        contentType,
        contentDisposition,
      ]),
    ).toEqual([['score-trend@revsched', 'image/png', 'inline']])
    expect([...mail.attachments[0]!.content.subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
    expect(raw).toContain('cid:score-trend@revsched')
    expect(raw.match(/^Content-Type: [\w/]+/gm)).toEqual([
      'Content-Type: multipart/alternative',
      'Content-Type: text/plain',
      'Content-Type: multipart/related',
      'Content-Type: text/html',
      'Content-Type: image/png',
    ])
  })

  it.each([
    ['umlauts and emoji', 'Größe 📈 日本'],
    ['a header', 'weekly\r\nBcc: evil@evil.example\r\n\r\nhello'],
    ['a header by other line breaks', 'weekly\u2028Bcc: evil@evil.example\u0085X: y\u0000'],
    ['an encoded word', '=?utf-8?Q?x=0D=0ABcc:_evil@evil.example?='],
    ['a file', '{path: "/etc/passwd"}'],
  ])('takes a title with %s for one line of text', async (_, title) => {
    const {mail, raw} = await received(
      {template: {...defaultTemplate, title, intro: title}, run: aRun({reviewName: title})},
      {run: aRun({reviewName: title})},
    )
    expect([...mail.headers.keys()].sort()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'list',
      'message-id',
      'mime-version',
      'reply-to',
      'subject',
      'to',
      'x-auto-response-suppress',
    ])
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^bcc/im)
    expect(mail.subject).toContain(title.split(/[\r\n\u2028\u0085\u0000]/)[0])
    expect(mail.text).toContain(title.split(/[\r\n\u2028\u0085\u0000]/)[0])
  })

  it('says that it may be a repeat, under the same Message-ID', async () => {
    const first = await received({})
    const again = await received({}, {isRepeat: true})
    expect(again.mail.messageId).toBe(first.mail.messageId)
    expect(again.mail.subject).toBe('[revsched] possible repeat: weekly: 75 yellow (up 4.8)')
    expect(
      [first, again].map(({mail}) =>
        [mail.text, mail.html].map(part => String(part).includes('Possible repeat')),
      ),
    ).toEqual([
      [false, false],
      [true, true],
    ])
  })

  it('of a sample says so in the subject', async () => {
    const {mail} = await received({isSample: true})
    expect(mail.subject).toMatch(/^\[revsched\] sample: weekly/)
  })

  it('goes to the owner alone whose deals it tells', async () => {
    const {port, got} = await mailServer()
    expect(await send({...at(port), recipient: 'grace@acme.com'})).toEqual({
      kind: 'sent',
      state: {accepted: ['grace@acme.com'], refused: {}},
    })
    expect(got[0]?.to).toEqual(['grace@acme.com'])
    expect(got[0]?.raw).not.toContain('ann@acme.com')
    expect(await send({...at(port), recipient: 'a@b.example\r\nRCPT TO:<evil@evil.example>'})).toMatchObject({
      kind: 'failed',
    })
    expect(got).toHaveLength(1)
  })
})

describe('recipients end each on their own', () => {
  const to = ['ann@acme.com', 'bob@acme.com', 'eve@acme.com']

  it('one of two refused: partial, and named; the other is not asked again', async () => {
    const {port, got} = await mailServer(refusing({'bob@acme.com': 550}))
    const outcome = await send(at(port, {to: to.slice(0, 2)}))
    expect(outcome).toEqual({
      kind: 'partial',
      error: '1 recipient was refused: bob@acme.com (550 not this one)',
      state: {accepted: ['ann@acme.com'], refused: {'bob@acme.com': '550 not this one'}},
    })
    expect(got.map(mail => mail.to)).toEqual([['ann@acme.com']])
  })

  it('greylisted: the next attempt goes only to those who are left, under the same Message-ID', async () => {
    const grey = await mailServer(refusing({'bob@acme.com': 450, 'eve@acme.com': 550}))
    const first = await send(at(grey.port, {to}))
    expect(first).toMatchObject({
      kind: 'retry',
      waitMs: 300_000,
      error: '1 recipient was put off: bob@acme.com (450 not this one)',
    })
    const {port, got} = await mailServer()
    const state = first.kind === 'retry' ? first.state! : {}
    expect(await send({...at(port, {to}), state})).toEqual({
      kind: 'partial',
      error: '1 recipient was refused: eve@acme.com (550 not this one)',
      state: {accepted: ['ann@acme.com', 'bob@acme.com'], refused: {'eve@acme.com': '550 not this one'}},
    })
    expect(got.map(mail => mail.to)).toEqual([['bob@acme.com']])
    const idOf = (raw: string) => /^Message-ID: .*$/im.exec(raw)?.[0]
    expect(idOf(got[0]!.raw)).toBe(idOf(grey.got[0]!.raw))
  })

  it.each([
    {name: 'all refused', answers: {'ann@acme.com': 550, 'bob@acme.com': 553}, kind: 'failed'},
    {name: 'all greylisted', answers: {'ann@acme.com': 451, 'bob@acme.com': 450}, kind: 'retry'},
    {name: 'one refused, one greylisted', answers: {'ann@acme.com': 550, 'bob@acme.com': 451}, kind: 'retry'},
  ])('$name: $kind, and no mail', async ({answers, kind}) => {
    const {port, got} = await mailServer(refusing(answers))
    expect(await send(at(port, {to: to.slice(0, 2)}))).toMatchObject({kind})
    expect(got).toEqual([])
  })

  it('a refused one is named without the words that could be a secret or a link', async () => {
    const {port} = await scripted(script({RCPT: '550 5.1.1 gone,\tsee https://help.example/?token=1 now'}))
    expect(await send(at(port))).toEqual({
      kind: 'failed',
      error: '1 recipient was refused: ann@acme.com (550 5.1.1 gone, see now)',
    })
  })
})

describe('a conversation that goes wrong', () => {
  const accepted = {accepted: ['bob@acme.com'], refused: {}}

  it.each([
    // Before the mail is there.
    {
      name: 'no greeting',
      changes: {},
      greeting: '',
      kind: 'retry',
      error: /GREETING_TIMEOUT.*--security tls/,
    },
    {
      name: 'greeting 421',
      changes: {},
      greeting: '421 busy',
      kind: 'retry',
      error: /put off the connection \(421 busy\)/,
    },
    {
      name: 'greeting 554',
      changes: {},
      greeting: '554 no mail here',
      kind: 'failed',
      error: /refused the connection \(554/,
    },
    {
      name: 'sender put off',
      changes: {MAIL: '451 later'},
      kind: 'retry',
      error: /put off the sender \(451 later\)/,
    },
    {
      name: 'sender put off, connection closed',
      changes: {MAIL: '421 later'},
      kind: 'retry',
      error: /put off the sender/,
    },
    {
      name: 'sender refused',
      changes: {MAIL: '550 not you'},
      kind: 'failed',
      error: /refused the sender \(550 not you\)/,
    },
    {name: 'too large', changes: {MAIL: '552 too large'}, kind: 'failed', error: /552 too large/},
    {
      name: 'larger than announced',
      changes: {EHLO: '250-test\r\n250 SIZE 100'},
      kind: 'failed',
      error: /larger than "localhost" allows/,
    },
    {name: 'lost at EHLO', changes: {EHLO: 'drop'}, kind: 'retry', error: /before it had the mail/},
    {name: 'lost at MAIL', changes: {MAIL: 'drop'}, kind: 'retry', error: /before it had the mail/},
    {name: 'lost at RCPT', changes: {RCPT: 'drop'}, kind: 'retry', error: /before it had the mail/},
    {name: 'lost at DATA', changes: {DATA: 'drop'}, kind: 'retry', error: /before it had the mail/},
    {name: 'silent at DATA', changes: {DATA: 'silent'}, kind: 'retry', error: /SOCKET_TIMEOUT/},
    {name: 'DATA refused', changes: {DATA: '554 no'}, kind: 'failed', error: /refused the mail \(554 no\)/},
    // After its end was sent.
    {
      name: 'mail put off',
      changes: {'.': '451 later'},
      kind: 'retry',
      error: /put off the mail \(451 later\)/,
    },
    {
      name: 'mail put off, connection closed',
      changes: {'.': '421 later'},
      kind: 'retry',
      error: /put off the mail/,
    },
    {
      name: 'mail refused',
      changes: {'.': '554 spam'},
      kind: 'failed',
      error: /refused the mail \(554 spam\)/,
    },
    {name: 'mail too large', changes: {'.': '552 too large'}, kind: 'failed', error: /552 too large/},
    {
      name: 'lost after the mail',
      changes: {'.': 'drop'},
      kind: 'unknown',
      error: /did not say what became of it/,
    },
    {name: 'silent after the mail', changes: {'.': 'silent'}, kind: 'unknown', error: /SOCKET_TIMEOUT/},
    {name: 'nonsense after the mail', changes: {'.': 'yes'}, kind: 'unknown', error: /did not say/},
  ])('$name: $kind', async ({changes, greeting = '220 test', kind, error}) => {
    const {port} = await scripted(script(changes as Record<string, string>), greeting)
    const isSilent = greeting === '' || Object.values(changes).includes('silent')
    const sending = {...at(port, {to: ['ann@acme.com', 'bob@acme.com']}), state: accepted}
    const outcome = await send(sending, isSilent ? impatient : {})
    // Who has it from an earlier attempt keeps having it.
    expect(outcome).toMatchObject({
      kind: kind === 'failed' ? 'partial' : kind,
      error: expect.stringMatching(error),
    })
    if ('state' in outcome) expect(outcome.state).toMatchObject(accepted)
  })

  it('a failure without anybody who has it is one', async () => {
    const {port} = await scripted(script({MAIL: '550 not you'}))
    expect(await send(at(port))).toMatchObject({kind: 'failed'})
  })

  it('is over at the deadline, however steadily the server drips', async () => {
    const {port} = await scripted((line, socket) => {
      const timer = setInterval(() => socket.write('250-still there\r\n'), 50)
      socket.on('close', () => clearInterval(timer))
      return line.startsWith('EHLO') ? '250-hello' : null
    })
    expect(await send(at(port), {attemptMs: 400})).toMatchObject({
      kind: 'retry',
      error: expect.stringMatching(/ETIMEDOUT/),
    })
  })

  it('throws the reason when it is stopped', async () => {
    const stop = new AbortController()
    const {port} = await scripted(line => {
      if (line.startsWith('EHLO')) stop.abort(new Error('enough'))
      return null
    })
    await expect(emailDriverWith({}).send(aSending(at(port)), ports, stop.signal)).rejects.toThrow('enough')
  })
})

describe('a login', () => {
  const withUser = (port: number) => ({...at(port, {user: 'ann'}), secret: password})

  it.each([
    {name: 'refused', code: 535, kind: 'failed', error: /refused the login \(535\): .*app password/},
    {name: 'put off', code: 454, kind: 'retry', error: /put off the login \(454\)/},
  ])('$name: $kind, without the password', async ({code, kind, error}) => {
    const {port} = await mailServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) =>
        done(Object.assign(new Error(`no ${auth.password}`), {responseCode: code})),
    })
    const outcome = await send(withUser(port))
    expect(outcome).toMatchObject({kind, error: expect.stringMatching(error)})
    expect(JSON.stringify(outcome)).not.toContain('CANARY')
  })

  it('goes well with the password that was stored', async () => {
    const {port, got} = await mailServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      authOptional: false,
      onAuth: ({username, password: given}, _session, done) =>
        given === password ? done(null, {user: username}) : done(new Error('no')),
    })
    expect(await send(withUser(port))).toMatchObject({kind: 'sent'})
    expect(got).toHaveLength(1)
  })

  it('that the server does not offer fails before the password is said', async () => {
    const heard: string[] = []
    const {port} = await scripted((line, socket) => {
      heard.push(line)
      return script({})(line, socket)
    })
    expect(await send(withUser(port))).toMatchObject({
      kind: 'failed',
      error: expect.stringMatching(/offers no login/),
    })
    expect(heard).toEqual(['EHLO acme.com'])
  })

  it.each([password, Buffer.from(`\0ann\0${password}`).toString('base64')])(
    'is in no error, whatever the server repeats',
    async words => {
      const {port} = await scripted(
        script({EHLO: '250-test\r\n250 AUTH PLAIN', AUTH: '235 ok', RCPT: `550 ${words}`}),
      )
      expect(await send(withUser(port))).toEqual({
        kind: 'failed',
        error: '1 recipient was refused: ann@acme.com (550)',
      })
    },
  )
})

describe.skipIf(missingOpenssl)('TLS', () => {
  const trusting = () => ({ca})
  const tlsServer = (given: Certificate, secure: boolean) =>
    mailServer({secure, disabledCommands: ['AUTH'], ...given})

  it.each([{security: 'starttls'}, {security: 'tls'}])(
    '$security: sent where the certificate is good',
    async ({security}) => {
      const {port, got} = await tlsServer(certificate, security === 'tls')
      expect(await send(at(port, {security}), trusting())).toMatchObject({kind: 'sent'})
      expect(got).toHaveLength(1)
    },
  )

  it.each([{security: 'starttls'}, {security: 'tls'}])(
    '$security: failed where it is not, and nothing is sent',
    async ({security}) => {
      const {port, got} = await tlsServer(certificate, security === 'tls')
      expect(await send(at(port, {security}))).toMatchObject({
        kind: 'failed',
        error: expect.stringMatching(/not trusted.*NODE_EXTRA_CA_CERTS/),
      })
      expect(got).toEqual([])
    },
  )

  it('failed where it is for another host', async () => {
    const {port} = await tlsServer(authority!.certificate('DNS:other.example'), true)
    expect(await send(at(port, {security: 'tls'}), trusting())).toMatchObject({
      kind: 'failed',
      error: expect.stringMatching(/for another host/),
    })
  })

  it.each([
    {name: 'not offered', say: script({}), kind: 'failed', error: /refused to encrypt \(500\)/},
    {
      name: 'put off',
      say: script({STARTTLS: '454 later'}),
      kind: 'retry',
      error: /refused to encrypt \(454\)/,
    },
    {name: 'broken off', say: script({STARTTLS: 'drop'}), kind: 'retry', error: /./},
    {
      name: 'agreed to, with more before it and nothing after it',
      say: script({STARTTLS: '220 go\r\n250 AUTH PLAIN'}),
      kind: 'retry',
      error: /UPGRADE_TIMEOUT/,
    },
  ])('STARTTLS $name: $kind, and no mail goes unencrypted', async ({name, say, kind, error}) => {
    const heard: string[] = []
    const {port} = await scripted((line, socket) => {
      heard.push(line.split(' ')[0]!)
      return say(line, socket)
    })
    const given = at(port, {security: 'starttls'})
    expect(await send(given, name.startsWith('agreed') ? impatient : {})).toMatchObject({
      kind,
      error: expect.stringMatching(error),
    })
    expect(heard.slice(0, 2)).toEqual(['EHLO', 'STARTTLS'])
    expect(heard).not.toContain('MAIL')
  })

  it('at once, where the server greets first: failed, with the port to try', async () => {
    const {port} = await scripted(script({}))
    expect(await send(at(port, {security: 'tls'}), trusting())).toMatchObject({
      kind: 'failed',
      error: expect.stringMatching(/--security: usually 465/),
    })
  })
})

describe('the place of the server', () => {
  it.each([
    {
      name: 'nobody there',
      given: {host: '127.0.0.1', port: 9},
      kind: 'retry',
      error: /cannot be reached \(ECONNREFUSED\)/,
    },
    {
      name: 'private, and not allowed',
      given: {host: 'mail.example', security: 'starttls', isPrivateAllowed: false},
      kind: 'failed',
      error: /not allowed.*--allow-private-address/,
    },
    {
      name: 'public, without encryption',
      given: {host: 'public.example'},
      kind: 'failed',
      error: /not allowed/,
    },
    {
      name: 'one of a cloud, whatever is allowed',
      given: {host: 'cloud.example', security: 'tls'},
      kind: 'failed',
      error: /not allowed/,
    },
    {name: 'a name that is not known', given: {host: 'gone.example'}, kind: 'retry', error: /ENOTFOUND/},
  ])('$name: $kind', async ({given, kind, error}) => {
    const known: Record<string, string> = {
      'mail.example': '10.0.0.1',
      'public.example': '93.184.216.34',
      'cloud.example': '169.254.169.254',
    }
    const dial = dialOf({
      lookup: (name, _options, callback) => {
        const address = known[name]
        if (address) callback(null, [{address, family: 4}])
        else callback(Object.assign(new Error('no'), {code: 'ENOTFOUND'}), [])
      },
    })
    const sending = aSending({settings: {...settings, ...given}})
    const outcome = await emailDriverWith({}).send(sending, {...ports, dial}, new AbortController().signal)
    expect(outcome).toMatchObject({kind, error: expect.stringMatching(error)})
  })
})
