import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'
import {variableReference} from '../../../src/app/setup/variable-reference.js'
import {channelKeys, connectionKeys, reviewKeys, type SetupKey} from '../../../src/cli/setup/setup-keys.js'
import {connectionKinds} from '../../../src/domain/crm-connection.js'
import {channelKinds} from '../../../src/domain/delivery/channel.js'
import {setupCommands} from '../../support/a-setup.js'
import {useCase} from '../../support/use-case.js'

const given = useCase()
const {apply, applied, exported, variables} = setupCommands(given)

type Row = [name: string, entry: string, exported: Record<string, unknown>]

const secret = (variable: string) => ({secret: variableReference(variable)})

const connections: readonly Row[] = [
  ['a file', 'kind: file, path: a.csv', {kind: 'file', path: '/data/a.csv'}],
  [
    'every flag of a file',
    'kind: file, path: /d/a.txt, format: csv, delimiter: tab, encoding: latin1, map: {amount: Deal = Value, owner: ""}, dateFormat: {Close = Date: dmy}, decimal: {"1.0": comma}, wonStage: [Signed, Paid], lostStage: No, openStage: "yes", stageOrder: [Lead, Demo], maxRefused: 7%, fiscalYearStart: 2',
    {
      kind: 'file',
      path: '/d/a.txt',
      format: 'csv',
      delimiter: 'tab',
      encoding: 'latin1',
      map: {amount: 'Deal = Value', owner: null},
      dateFormat: {'Close = Date': 'dmy'},
      decimal: {'1.0': 'comma'},
      wonStage: ['Signed', 'Paid'],
      lostStage: 'No',
      openStage: 'yes',
      stageOrder: ['Lead', 'Demo'],
      maxRefused: '7%',
      fiscalYearStart: 2,
    },
  ],
  [
    'flags as a shell takes them',
    'kind: file, path: a.csv, map: [amount=Sum, "owner=Who"], dateFormat: Close=dmy, stageOrder: "Lead,Demo"',
    {
      kind: 'file',
      path: '/data/a.csv',
      map: {amount: 'Sum', owner: 'Who'},
      dateFormat: {Close: 'dmy'},
      stageOrder: ['Lead', 'Demo'],
    },
  ],
  ['sf', 'kind: salesforce, login: sf-cli, org: acme', {kind: 'salesforce', org: 'acme'}],
  [
    'every flag of client credentials',
    'kind: salesforce, login: client-credentials, clientId: 3MVG9, loginUrl: https://acme.my.salesforce.com, apiUrl: https://api.acme.com, apiVersion: 60.0, currency: EUR, allowPrivateAddress: true, delta: true, secret: <CLIENT_SECRET>',
    {
      kind: 'salesforce',
      login: 'client-credentials',
      clientId: '3MVG9',
      loginUrl: 'https://acme.my.salesforce.com',
      apiUrl: 'https://api.acme.com',
      apiVersion: '60.0',
      currency: 'EUR',
      allowPrivateAddress: true,
      delta: true,
      ...secret('REVSCHED_SALESFORCE_EVERY_FLAG_OF_CLIENT_CREDENTIALS'),
    },
  ],
  [
    'browser',
    'kind: salesforce, login: browser, clientId: 3MVG9',
    {kind: 'salesforce', login: 'browser', clientId: '3MVG9'},
  ],
  [
    'token',
    'kind: hubspot, apiUrl: https://api.hubapi.com/, delta: false, secret: <TOKEN>',
    {kind: 'hubspot', ...secret('REVSCHED_HUBSPOT_TOKEN')},
  ],
  [
    'every flag of HubSpot',
    'kind: hubspot, apiUrl: http://127.0.0.1:9, loginUrl: https://app-eu1.hubspot.com, allowPrivateAddress: true, delta: true, fiscalYearStart: 12, secret: <TOKEN>',
    {
      kind: 'hubspot',
      loginUrl: 'https://app-eu1.hubspot.com',
      apiUrl: 'http://127.0.0.1:9',
      allowPrivateAddress: true,
      delta: true,
      fiscalYearStart: 12,
      ...secret('REVSCHED_HUBSPOT_EVERY_FLAG_OF_HUBSPOT'),
    },
  ],
]

const channels: readonly Row[] = [
  [
    'hook',
    'kind: slack, via: webhook, blocks: plain, secret: <SLACK>',
    {kind: 'slack', blocks: 'plain', ...secret('REVSCHED_SLACK_HOOK')},
  ],
  [
    'bot',
    'kind: slack, via: bot, channel: "#pipeline", csv: true, blocks: native, apiUrl: https://slack-gov.com/api, secret: <BOT>',
    {
      kind: 'slack',
      via: 'bot',
      channel: '#pipeline',
      csv: true,
      apiUrl: 'https://slack-gov.com/api/',
      ...secret('REVSCHED_SLACK_BOT'),
    },
  ],
  [
    'mail',
    'kind: email, host: smtp.acme.com, port: 2525, security: tls, smtpUser: revops, from: "Revenue team <ops@acme.com>", to: [ann@acme.com, bob@acme.com], replyTo: x@acme.com, secret: <PASSWORD>',
    {
      kind: 'email',
      host: 'smtp.acme.com',
      port: 2525,
      security: 'tls',
      smtpUser: 'revops',
      from: 'Revenue team <ops@acme.com>',
      to: ['ann@acme.com', 'bob@acme.com'],
      replyTo: 'x@acme.com',
      ...secret('REVSCHED_EMAIL_MAIL'),
    },
  ],
  [
    'leads',
    'kind: email, host: smtp.acme.com, port: 587, from: ops@acme.com, to: ann@acme.com',
    {kind: 'email', host: 'smtp.acme.com', from: 'ops@acme.com', to: 'ann@acme.com'},
  ],
  [
    'web',
    'kind: webhook, header: {X-Team: emea}, allDeals: true, allowPrivateAddress: true, secret: <HOOK>',
    {
      kind: 'webhook',
      header: {'x-team': 'emea'},
      allDeals: true,
      allowPrivateAddress: true,
      ...secret('REVSCHED_WEBHOOK_WEB'),
    },
  ],
  ['teams', 'kind: teams, secret: <TEAMS>', {kind: 'teams', ...secret('REVSCHED_TEAMS_TEAMS')}],
  [
    'archive',
    'kind: file, folder: r, format: xlsx, keep: 60, allDeals: true',
    {kind: 'file', folder: '/data/r', format: 'xlsx', keep: 60, allDeals: true},
  ],
  ['page', 'kind: file, folder: r, format: html', {kind: 'file', folder: '/data/r'}],
]

const monday = {connection: 'a file', schedule: '0 6 * * 1', timezone: 'Europe/Berlin'}

const reviews: readonly Row[] = [
  [
    'by default',
    'connection: a file, schedule: every monday at 6am, timezone: Europe/Berlin, catchUp: latest, timeout: 10m, maxRetries: 2, rules: recommended, deliverWhen: always',
    monday,
  ],
  [
    'every flag',
    'connection: a file, schedule: 0 6 * * 1, timezone: Europe/Berlin, description: "null", rules: strict, catchUp: none, catchUpWindow: 36h, overlap: queue, splay: 90s, timeout: 1m, maxRetries: 0, pipeline: [A, "B, C"], stage: Proposal, owner: Ada, minAmount: 0.5, maxAmount: 1e21, closeFrom: -30d, closeTo: 2027-01-31, channel: [archive, leads], deliverWhen: [on-change, "score-below:70"], title: "1.0", intro: "- x", sections: "rules, changes", length: 50, locale: de-DE, ownerDigests: leads, ownerRecipient: {Ada = Lovelace: ada@acme.com}, ownerDomain: [acme.com, acme.org], ownerAddresses: crm, allowPrivateAddress: true, pingUrl: <PING>, paused: "no: never"',
    {
      ...monday,
      rules: 'strict',
      description: 'null',
      catchUp: 'none',
      catchUpWindow: '36h',
      overlap: 'queue',
      splay: '90s',
      timeout: '1m',
      maxRetries: 0,
      pipeline: ['A', 'B, C'],
      stage: 'Proposal',
      owner: 'Ada',
      minAmount: 0.5,
      maxAmount: 1e21,
      closeFrom: '-30d',
      closeTo: '2027-01-31',
      channel: ['archive', 'leads'],
      deliverWhen: ['on-change', 'score-below:70'],
      title: '1.0',
      intro: '- x',
      sections: ['rules', 'changes'],
      length: 50,
      locale: 'de-DE',
      ownerDigests: 'leads',
      ownerRecipient: {'Ada = Lovelace': 'ada@acme.com'},
      ownerDomain: ['acme.com', 'acme.org'],
      ownerAddresses: 'crm',
      paused: 'no: never',
      allowPrivateAddress: true,
      pingUrl: variableReference('REVSCHED_PING_EVERY_FLAG'),
    },
  ],
  [
    'soql, paused',
    'connection: sf, schedule: 0 6 * * 1, timezone: US/Eastern, soql: "Type = \'New Business\'", paused: true',
    {...monday, connection: 'sf', timezone: 'US/Eastern', soql: "Type = 'New Business'", paused: true},
  ],
]

const sectionText = (name: string, rows: readonly Row[]) =>
  `${name}:\n${rows.map(([entry, settings]) => `  ${entry}: {${settings}}\n`).join('')}`

const whole = `version: 1
${sectionText('connections', connections)}${sectionText('channels', channels)}${sectionText('reviews', reviews)}`

const asExported = (rows: readonly Row[]) => Object.fromEntries(rows.map(([name, , entry]) => [name, entry]))

/** What the variables of the exported file hold. */
const held: Readonly<Record<string, string>> = {
  REVSCHED_SALESFORCE_EVERY_FLAG_OF_CLIENT_CREDENTIALS: 'CLIENT_SECRET',
  REVSCHED_HUBSPOT_TOKEN: 'TOKEN',
  REVSCHED_HUBSPOT_EVERY_FLAG_OF_HUBSPOT: 'TOKEN',
  REVSCHED_SLACK_HOOK: 'SLACK',
  REVSCHED_SLACK_BOT: 'BOT',
  REVSCHED_EMAIL_MAIL: 'PASSWORD',
  REVSCHED_WEBHOOK_WEB: 'HOOK',
  REVSCHED_TEAMS_TEAMS: 'TEAMS',
  REVSCHED_PING_EVERY_FLAG: 'PING',
}

describe('what is exported', () => {
  it('is tabled here with every setting', () => {
    const tabled = (rows: readonly Row[]) => new Set(rows.flatMap(([, , entry]) => Object.keys(entry)))
    const untold = (keys: readonly SetupKey[], rows: readonly Row[]) =>
      keys.map(({key}) => key).filter(key => !tabled(rows).has(key))
    // Of a JWT, whose secret is a private key.
    expect(untold(connectionKinds.flatMap(connectionKeys), connections)).toEqual(['username'])
    expect(untold(channelKinds.flatMap(channelKeys), channels)).toEqual([])
    expect(untold(reviewKeys, reviews)).toEqual([])
  })

  it('is what is not by default of every kind, and is taken back without a change', async () => {
    expect(await applied(whole)).toContain('19 created')
    const before = given.place.dump()
    const text = await exported()
    expect(parse(text)).toEqual({
      version: 1,
      connections: asExported(connections),
      channels: asExported(channels),
      reviews: asExported(reviews),
    })
    expect(text).not.toContain('planted')
    for (const [name, source] of Object.entries(held)) variables[name] = variables[source]!
    const again = await apply(text, {prune: true})
    expect([again.error, again.out]).toEqual([null, 'nothing to change: 19 entries as stored\n'])
    // The file that it was made from says the same.
    expect(await applied(whole)).toMatch(/^nothing to change/)
    expect(given.place.dump()).toEqual(before)
    // Somebody else, who has nothing yet.
    const bob = await given.user('bob', 'team')
    const asBob = {actor: async () => bob}
    expect(parse(await exported(asBob))).toEqual({version: 1})
    expect((await apply(text, {}, asBob)).error).toBe(null)
    expect(await exported(asBob)).toBe(text)
  })

  it('has names as they are', async () => {
    const odd = [
      'two words',
      "it's",
      '"quoted"',
      'Größe',
      'yes',
      'null',
      '~',
      '1.0',
      '0x10',
      '#1',
      'a: b',
      '{x}',
    ]
    const names = [
      ...odd,
      '日本語',
      '&a',
      '*a',
      '!t',
      'constructor',
      '0',
      'a?',
      '%',
      '| x',
      '[',
      ',',
      "'",
      '\\',
      '🙂',
    ]
    for (const name of names) {
      await given.connect(given.at.ann, name)
      await given.schedule({name, connection: name, description: `${name}\n "x"\t\u0007 `})
    }
    const text = await exported()
    expect(Object.keys(parse(text).reviews).sort()).toEqual([...names].sort())
    expect(await applied(text, {prune: true})).toBe(
      `nothing to change: ${2 * names.length} entries as stored\n`,
    )
  })

  it('names another variable for each of names that look alike, and tells what it is', async () => {
    await applied(
      'version: 1\nconnections: {a b: {kind: hubspot, secret: <TOKEN>}, a-b: {kind: hubspot, secret: <TOKEN>}}',
    )
    const lines = (await exported()).split('\n').filter(line => line.includes('secret'))
    expect(lines).toEqual([
      `    secret: ${variableReference('REVSCHED_HUBSPOT_A_B')} # service key or access token`,
      `    secret: ${variableReference('REVSCHED_HUBSPOT_A_B_2')} # service key or access token`,
    ])
  })
})
