import {describe, expect, it} from 'vitest'
import {commands, parseCommandLine} from '../../src/cli/program.js'
import {recordedIo} from '../support/fake-output.js'
import {noLoginFlags, noScheduleFlags} from '../support/no-access.js'

// Flags to input, without a run; `test/cli/commands` runs the same commands without flags.

type Row = readonly [line: string, input: object]

const source = {
  map: [],
  dateFormat: [],
  decimal: [],
  wonStage: [],
  lostStage: [],
  openStage: [],
  ...noLoginFlags,
  json: false,
}
const aNewChannel = {
  csv: false,
  to: [],
  header: [],
  allDeals: false,
  allowPrivateAddress: false,
  secretStdin: false,
  json: false,
}
const digestLine =
  '--channel pipeline --channel board --deliver-when on-change --deliver-when score-drop:5 --title Monday --intro Hello ' +
  '--sections rules,checks --length 5 --locale de --owner-digests leads --owner-recipient Ada=ada@acme.com --owner-domain acme.com --owner-addresses crm'
const digest = {
  channel: ['pipeline', 'board'],
  deliverWhen: ['on-change', 'score-drop:5'],
  title: 'Monday',
  intro: 'Hello',
  sections: 'rules,checks',
  length: 5,
  locale: 'de',
  ownerDigests: 'leads',
  ownerRecipient: ['Ada=ada@acme.com'],
  ownerDomain: ['acme.com'],
  ownerAddresses: 'crm',
}
const atOnce = {queue: false, wait: false}
const noPing = {pingUrlStdin: false, allowPrivateAddress: false, ...noScheduleFlags}
const report = {format: 'text', allDeals: false, json: false, ndjson: false}
const all = {...report, onlyNew: false}
const past = {...all, open: false}
const imported = {prefix: '', dryRun: false, skipRefused: false, json: false}
const importLine =
  '--connection emea --timezone Europe/Berlin --rules strict --prefix old- --dry-run --skip-refused --json'
const importGiven = {
  connection: 'emea',
  timezone: 'Europe/Berlin',
  rules: 'strict',
  prefix: 'old-',
  dryRun: true,
  skipRefused: true,
  json: true,
}
const noon = {at: new Date('2026-11-16T12:00:00Z'), date: null}
const day = {at: new Date('2026-11-16T00:00:00Z'), date: 20_773}

const table: Readonly<Record<string, readonly Row[]>> = {
  demo: [
    ['demo', report],
    [
      'demo --format html --output a.html --all-deals',
      {...report, format: 'html', output: 'a.html', allDeals: true},
    ],
    ['demo --json --ndjson --fields run.id', {...report, json: true, ndjson: true, fields: 'run.id'}],
  ],
  init: [
    ['init', {to: [], yes: false, json: false}],
    [
      'init --source salesforce --connection acme --path a.csv --login browser --org acme --client-id 3MVG9 --schedule @daily ' +
        '--timezone UTC --review weekly --deliver email --channel leads --host smtp.acme.com --smtp-user ops --from ops@acme.com ' +
        '--to ann@acme.com --folder reports --deliver-when on-change --test-channel --run --yes --json',
      {
        source: 'salesforce',
        connection: 'acme',
        path: 'a.csv',
        login: 'browser',
        org: 'acme',
        clientId: '3MVG9',
        schedule: '@daily',
        timezone: 'UTC',
        review: 'weekly',
        deliver: 'email',
        channel: 'leads',
        host: 'smtp.acme.com',
        smtpUser: 'ops',
        from: 'ops@acme.com',
        to: ['ann@acme.com'],
        folder: 'reports',
        deliverWhen: 'on-change',
        testChannel: true,
        run: true,
        yes: true,
        json: true,
      },
    ],
    [
      'init --no-test-channel --no-run --yes',
      {to: [], testChannel: false, run: false, yes: true, json: false},
    ],
  ],
  'connection add': [
    ['connection add file emea --path a.csv', {...source, kind: 'file', name: 'emea', path: 'a.csv'}],
    [
      'connection add file emea --path a.txt --format csv --delimiter ; --encoding latin1 --max-refused 10% ' +
        '--stage-order Lead,Offer --json',
      {
        ...source,
        kind: 'file',
        name: 'emea',
        path: 'a.txt',
        format: 'csv',
        delimiter: ';',
        encoding: 'latin1',
        maxRefused: '10%',
        stageOrder: 'Lead,Offer',
        json: true,
      },
    ],
    [
      'connection add file emea --map amount=Value --map name=Deal --date-format Close=dmy --decimal Value=comma ' +
        '--won-stage Signed --lost-stage Dead --lost-stage Gone --open-stage Open --fiscal-year-start 2',
      {
        ...source,
        kind: 'file',
        name: 'emea',
        map: ['amount=Value', 'name=Deal'],
        fiscalYearStart: '2',
        dateFormat: ['Close=dmy'],
        decimal: ['Value=comma'],
        wonStage: ['Signed'],
        lostStage: ['Dead', 'Gone'],
        openStage: ['Open'],
      },
    ],
    [
      'connection add salesforce emea --login jwt --org acme --client-id id --username ann@acme.com --login-url https://a ' +
        '--api-url https://b --api-version 66.0 --currency EUR --allow-private-address --delta --secret-stdin --redirect-port 1717',
      {
        ...source,
        kind: 'salesforce',
        name: 'emea',
        login: 'jwt',
        org: 'acme',
        clientId: 'id',
        username: 'ann@acme.com',
        loginUrl: 'https://a',
        apiUrl: 'https://b',
        apiVersion: '66.0',
        currency: 'EUR',
        allowPrivateAddress: true,
        delta: true,
        secretStdin: true,
        redirectPort: '1717',
      },
    ],
  ],
  'connection edit': [
    ['connection edit emea --name apac', {...source, ref: 'emea', name: 'apac', without: []}],
    [
      'connection edit emea --format csv --delimiter ; --encoding latin1 --date-format Close=dmy --decimal Value=comma ' +
        '--won-stage Signed --lost-stage Dead --open-stage Open --stage-order Lead --max-refused 10%',
      {
        ...source,
        ref: 'emea',
        format: 'csv',
        delimiter: ';',
        encoding: 'latin1',
        dateFormat: ['Close=dmy'],
        decimal: ['Value=comma'],
        wonStage: ['Signed'],
        lostStage: ['Dead'],
        openStage: ['Open'],
        stageOrder: 'Lead',
        maxRefused: '10%',
        without: [],
      },
    ],
    [
      'connection edit emea --login jwt --org acme --client-id id --username ann@acme.com --api-url https://b ' +
        '--api-version 66.0 --currency EUR --redirect-port 1717',
      {
        ...source,
        ref: 'emea',
        login: 'jwt',
        org: 'acme',
        clientId: 'id',
        username: 'ann@acme.com',
        apiUrl: 'https://b',
        apiVersion: '66.0',
        currency: 'EUR',
        redirectPort: '1717',
        without: [],
      },
    ],
    [
      'connection edit emea --no-format --no-delimiter --no-encoding --no-decimal --no-won-stage --no-lost-stage ' +
        '--no-open-stage --no-stage-order --no-max-refused --no-fiscal-year-start --fiscal-year-start 3',
      {
        ...source,
        ref: 'emea',
        fiscalYearStart: '3',
        without: [
          ...['format', 'delimiter', 'encoding', 'decimal', 'wonStages', 'lostStages', 'openStages'],
          ...['stageOrder', 'maxRefusedShare', 'fiscalYearStartMonth'],
        ],
      },
    ],
    [
      'connection edit emea --no-org --no-client-id --no-username --no-api-url --no-api-version --no-currency --no-delta --delta',
      {
        ...source,
        ref: 'emea',
        delta: true,
        without: ['org', 'clientId', 'username', 'apiUrl', 'apiVersion', 'currency', 'isDelta'],
      },
    ],
    [
      'connection edit emea --path a.csv --map amount=Value --no-map --no-date-format --json',
      {
        ...source,
        ref: 'emea',
        path: 'a.csv',
        map: ['amount=Value'],
        without: ['map', 'dateFormats'],
        json: true,
      },
    ],
    [
      'connection edit emea --login-url https://a --no-login-url --no-allow-private-address --secret-stdin',
      {
        ...source,
        ref: 'emea',
        loginUrl: 'https://a',
        without: ['loginUrl', 'isPrivateAllowed'],
        secretStdin: true,
      },
    ],
    [
      'connection edit emea --no-allow-private-address --allow-private-address',
      {...source, ref: 'emea', allowPrivateAddress: true, without: ['isPrivateAllowed']},
    ],
  ],
  'connection login': [
    ['connection login emea', {ref: 'emea', secretStdin: false, json: false}],
    [
      'connection login emea --secret-stdin --redirect-port 0 --json',
      {ref: 'emea', secretStdin: true, redirectPort: '0', json: true},
    ],
  ],
  'connection list': [
    ['connection list', {json: false, ndjson: false}],
    ['connection list --json --ndjson --fields name', {json: true, ndjson: true, fields: 'name'}],
  ],
  'connection show': [
    ['connection show emea --json --fields name', {ref: 'emea', json: true, fields: 'name'}],
  ],
  'connection test': [['connection test emea --json', {ref: 'emea', json: true}]],
  'connection rotate-key': [
    ['connection rotate-key', {newKeyStdin: false, keepOldKey: false, json: false}],
    [
      'connection rotate-key --new-key-stdin --keep-old-key --json',
      {newKeyStdin: true, keepOldKey: true, json: true},
    ],
  ],
  'connection remove': [['connection remove emea --json', {ref: 'emea', json: true}]],
  'channel add': [
    [
      'channel add file archive --folder /srv',
      {...aNewChannel, kind: 'file', name: 'archive', folder: '/srv'},
    ],
    [
      'channel add slack board --via bot --channel #pipeline --csv --blocks plain --api-url https://a --allow-private-address --secret-stdin --json',
      {
        ...aNewChannel,
        kind: 'slack',
        name: 'board',
        via: 'bot',
        channel: '#pipeline',
        csv: true,
        blocks: 'plain',
        apiUrl: 'https://a',
        allowPrivateAddress: true,
        secretStdin: true,
        json: true,
      },
    ],
    [
      'channel add email leads --host smtp.acme.com --port 587 --security tls --smtp-user me --from a@b.c --to d@e.f --to g@h.i --reply-to j@k.l',
      {
        ...aNewChannel,
        kind: 'email',
        name: 'leads',
        host: 'smtp.acme.com',
        port: 587,
        security: 'tls',
        smtpUser: 'me',
        from: 'a@b.c',
        to: ['d@e.f', 'g@h.i'],
        replyTo: 'j@k.l',
      },
    ],
    [
      'channel add webhook hook --header X-Team:emea --format html --keep 3 --all-deals',
      {
        ...aNewChannel,
        kind: 'webhook',
        name: 'hook',
        header: ['X-Team:emea'],
        format: 'html',
        keep: 3,
        allDeals: true,
      },
    ],
  ],
  'channel edit': [
    [
      'channel edit board --via bot --channel #pipeline --csv --blocks plain --api-url https://a --allow-private-address --secret-stdin --json',
      {
        ...aNewChannel,
        ref: 'board',
        via: 'bot',
        channel: '#pipeline',
        csv: true,
        blocks: 'plain',
        apiUrl: 'https://a',
        allowPrivateAddress: true,
        secretStdin: true,
        without: [],
        json: true,
      },
    ],
    [
      'channel edit leads --host smtp.acme.com --port 587 --security tls --smtp-user me --from a@b.c --to d@e.f --to g@h.i --reply-to j@k.l',
      {
        ...aNewChannel,
        ref: 'leads',
        host: 'smtp.acme.com',
        port: 587,
        security: 'tls',
        smtpUser: 'me',
        from: 'a@b.c',
        to: ['d@e.f', 'g@h.i'],
        replyTo: 'j@k.l',
        without: [],
      },
    ],
    [
      'channel edit hook --header X-Team:emea --folder /srv --format html --keep 3 --all-deals',
      {
        ...aNewChannel,
        ref: 'hook',
        header: ['X-Team:emea'],
        folder: '/srv',
        format: 'html',
        keep: 3,
        allDeals: true,
        without: [],
      },
    ],
    [
      'channel edit board --no-channel --no-csv --csv --no-smtp-user --no-reply-to --no-header --no-keep --no-all-deals --no-allow-private-address',
      {
        ...aNewChannel,
        ref: 'board',
        csv: true,
        without: ['channel', 'csv', 'user', 'replyTo', 'headers', 'keep', 'allDeals', 'isPrivateAllowed'],
      },
    ],
  ],
  'channel list': [
    ['channel list --json --ndjson --fields name', {json: true, ndjson: true, fields: 'name'}],
  ],
  'channel test': [['channel test pipeline --json', {ref: 'pipeline', json: true}]],
  'channel verify': [
    [
      'channel verify hook --headers headers.txt --body - --json',
      {ref: 'hook', headers: 'headers.txt', body: '-', json: true},
    ],
  ],
  'channel remove': [['channel remove pipeline --json', {ref: 'pipeline', json: true}]],
  add: [
    ['add weekly', {...noPing, name: 'weekly', json: false}],
    [
      'add weekly --connection emea --schedule @daily --timezone Europe/Berlin --rules strict --description why ' +
        '--catch-up all --catch-up-window 2d --overlap queue --splay 5m --timeout 90s --max-retries 0 --ping-url-stdin --allow-private-address --json',
      {
        pingUrlStdin: true,
        allowPrivateAddress: true,
        name: 'weekly',
        connection: 'emea',
        schedule: '@daily',
        timezone: 'Europe/Berlin',
        rules: 'strict',
        description: 'why',
        catchUp: 'all',
        catchUpWindow: 172_800_000,
        overlap: 'queue',
        splay: 300_000,
        timeout: 90_000,
        maxRetries: 0,
        ...noScheduleFlags,
        json: true,
      },
    ],
    [
      `add weekly --pipeline Sales --pipeline Renewals --stage Offer --owner Ann --min-amount 1 --max-amount 2 --close-from -30d --close-to +90d --soql Amount>5`,
      {
        ...noPing,
        name: 'weekly',
        pipeline: ['Sales', 'Renewals'],
        stage: ['Offer'],
        owner: ['Ann'],
        minAmount: '1',
        maxAmount: '2',
        closeFrom: '-30d',
        closeTo: '+90d',
        soql: 'Amount>5',
        json: false,
      },
    ],
    [
      `add weekly ${digestLine}`,
      {
        ...noPing,
        name: 'weekly',
        ...digest,
        json: false,
      },
    ],
  ],
  list: [
    ['list', {json: false, ndjson: false}],
    ['list --json --ndjson --fields name', {json: true, ndjson: true, fields: 'name'}],
  ],
  show: [['show weekly --json --fields name', {ref: 'weekly', json: true, fields: 'name'}]],
  edit: [
    ['edit weekly', {...noPing, without: [], ping: true, filter: true, ref: 'weekly', json: false}],
    [
      'edit weekly --no-ping',
      {...noPing, without: [], ping: false, filter: true, ref: 'weekly', json: false},
    ],
    [
      'edit weekly --no-filter',
      {...noPing, without: [], ping: true, filter: false, ref: 'weekly', json: false},
    ],
    [
      'edit weekly --ping-url-stdin --allow-private-address',
      {
        ...noPing,
        without: [],
        pingUrlStdin: true,
        allowPrivateAddress: true,
        ping: true,
        filter: true,
        ref: 'weekly',
        json: false,
      },
    ],
    [
      'edit weekly --name emea-weekly --connection emea --schedule @daily --timezone UTC --rules recommended ' +
        '--description why --catch-up none --catch-up-window 0s --overlap cancel-previous --splay 0s --timeout 1d ' +
        '--max-retries 20 --pipeline Sales --stage Offer --owner Ann --min-amount 1 --max-amount 2 --close-from today ' +
        '--close-to +90d --soql x --json',
      {
        ...noPing,
        without: [],
        ping: true,
        filter: true,
        pipeline: ['Sales'],
        stage: ['Offer'],
        owner: ['Ann'],
        minAmount: '1',
        maxAmount: '2',
        closeFrom: 'today',
        closeTo: '+90d',
        soql: 'x',
        ref: 'weekly',
        name: 'emea-weekly',
        connection: 'emea',
        schedule: '@daily',
        timezone: 'UTC',
        rules: 'recommended',
        description: 'why',
        catchUp: 'none',
        catchUpWindow: 0,
        overlap: 'cancel-previous',
        splay: 0,
        timeout: 86_400_000,
        maxRetries: 20,
        json: true,
      },
    ],
    [
      `edit weekly --no-channel --no-owner-digests ${digestLine}`,
      {
        ...noPing,
        without: ['channel', 'ownerDigests'],
        ping: true,
        filter: true,
        ref: 'weekly',
        ...digest,
        json: false,
      },
    ],
  ],
  pause: [['pause weekly --reason migration --json', {ref: 'weekly', reason: 'migration', json: true}]],
  resume: [
    ['resume weekly', {ref: 'weekly', fromNow: false, json: false}],
    ['resume weekly --from-now --json', {ref: 'weekly', fromNow: true, json: true}],
  ],
  remove: [['remove weekly --json', {ref: 'weekly', json: true}]],
  'run-now': [
    ['run-now weekly', {...all, ...atOnce, ref: 'weekly', deliver: true}],
    [
      'run-now weekly --ndjson --fields name',
      {...all, ...atOnce, ref: 'weekly', deliver: true, ndjson: true, fields: 'name'},
    ],
    ['run-now weekly --as-of 2026-11-16', {...all, ...atOnce, ref: 'weekly', deliver: true, asOf: day}],
    [
      'run-now --connection emea --as-of 2026-11-16T12:00Z --timezone UTC --rules strict --no-deliver --fail-on high ' +
        '--format csv --output a.csv --all-deals --baseline emea@latest --only-new --json',
      {
        ...atOnce,
        baseline: 'emea@latest',
        onlyNew: true,
        connection: 'emea',
        asOf: noon,
        timezone: 'UTC',
        rules: 'strict',
        deliver: false,
        failOn: 'high',
        format: 'csv',
        output: 'a.csv',
        allDeals: true,
        json: true,
        ndjson: false,
      },
    ],
    [
      'run-now weekly --queue --wait --key k',
      {...all, ref: 'weekly', deliver: true, queue: true, wait: true, key: 'k'},
    ],
  ],
  history: [
    ['history', {status: [], follow: false, json: false, ndjson: false}],
    [
      'history weekly --status failed --status missed --since 2026-11-16 --limit 0 --follow --json --ndjson --fields id',
      {
        ref: 'weekly',
        status: ['failed', 'missed'],
        since: day,
        limit: 0,
        follow: true,
        json: true,
        ndjson: true,
        fields: 'id',
      },
    ],
  ],
  cancel: [['cancel 3f2a91bc --json', {run: '3f2a91bc', json: true}]],
  retry: [['retry 3f2a91bc --wait --json', {run: '3f2a91bc', wait: true, json: true}]],
  report: [
    ['report latest', {...past, run: 'latest'}],
    ['report latest --rules strict', {...past, run: 'latest', rules: 'strict'}],
    [
      'report weekly@latest --format markdown --output a.md --all-deals --json',
      {...past, run: 'weekly@latest', format: 'markdown', output: 'a.md', allDeals: true, json: true},
    ],
    ['report latest --deal 006x', {...past, run: 'latest', deal: '006x'}],
    ['report latest --open', {...past, run: 'latest', open: true}],
    ['report latest --ndjson --fields name', {...past, run: 'latest', ndjson: true, fields: 'name'}],
    ['report latest --baseline 1f0c --only-new', {...past, run: 'latest', baseline: '1f0c', onlyNew: true}],
  ],
  deliver: [
    ['deliver latest', {run: 'latest', channel: [], owner: [], again: false, dryRun: false, json: false}],
    [
      'deliver latest --channel pipeline --channel board --again --dry-run --json',
      {run: 'latest', channel: ['pipeline', 'board'], owner: [], again: true, dryRun: true, json: true},
    ],
    [
      'deliver latest --owner Ada --owner Bob',
      {run: 'latest', channel: [], owner: ['Ada', 'Bob'], again: false, dryRun: false, json: false},
    ],
  ],
  diff: [
    ['diff 1f0c', {from: '1f0c', to: 'latest', json: false}],
    ['diff 1f0c weekly@latest --json', {from: '1f0c', to: 'weekly@latest', json: true}],
  ],
  next: [
    ['next', {count: 5, json: false, ndjson: false}],
    ['next weekly', {ref: 'weekly', count: 5, json: false, ndjson: false}],
    ['next --ndjson --fields local', {count: 5, json: false, ndjson: true, fields: 'local'}],
    [
      'next --schedule @daily --timezone UTC --from 2026-11-16T12:00Z --count 10000 --json',
      {schedule: '@daily', timezone: 'UTC', from: noon, count: 10_000, json: true, ndjson: false},
    ],
  ],
  daemon: [
    ['daemon', {json: false}],
    [
      'daemon --concurrency 2 --grace 0s --log-level debug',
      {concurrency: 2, grace: 0, logLevel: 'debug', json: false},
    ],
    ['daemon --concurrency 64 --grace 1h --json', {concurrency: 64, grace: 3_600_000, json: true}],
  ],
  status: [['status --json --fields name', {json: true, fields: 'name'}]],
  top: [
    ['top', {once: false, json: false}],
    ['top --once', {once: true, json: false}],
    ['top --json', {once: false, json: true}],
  ],
  'service install': [
    ['service install', {system: false, launchd: false, force: false, json: false}],
    ['service install --system --force --json', {system: true, launchd: false, force: true, json: true}],
    ['service install --launchd', {system: false, launchd: true, force: false, json: false}],
  ],
  'service uninstall': [
    ['service uninstall --system', {system: true, launchd: false, json: false}],
    ['service uninstall --launchd --json', {system: false, launchd: true, json: true}],
  ],
  'service print': [
    ['service print --system --json', {system: true, launchd: false, json: true}],
    ['service print --launchd', {system: false, launchd: true, json: false}],
  ],
  apply: [
    ['apply -f r.yaml', {file: 'r.yaml', dryRun: false, prune: false, schema: false, json: false}],
    [
      'apply --file - --dry-run --prune --json',
      {file: '-', dryRun: true, prune: true, schema: false, json: true},
    ],
    ['apply --schema', {dryRun: false, prune: false, schema: true, json: false}],
  ],
  export: [['export --output r.yaml --json', {output: 'r.yaml', json: true}]],
  'rules list': [['rules list --json --ndjson --fields name', {json: true, ndjson: true, fields: 'name'}]],
  'rules explain': [
    ['rules explain no-owner --json', {rule: 'no-owner', json: true}],
    ['rules explain acme/x --rules r.yaml', {rule: 'acme/x', rules: 'r.yaml', json: false}],
  ],
  'rules lint': [['rules lint rules.yaml --json', {file: 'rules.yaml', json: true}]],
  'rules test': [['rules test rules.yaml --json', {file: 'rules.yaml', json: true}]],
  'rules init': [
    ['rules init', {file: 'rules.yaml', json: false}],
    ['rules init emea.yaml --json', {file: 'emea.yaml', json: true}],
  ],
  'rules schema': [['rules schema --json', {json: true}]],
  'import crontab': [
    ['import crontab -', {...imported, file: '-', system: false}],
    [
      `import crontab a.txt --match review --system ${importLine}`,
      {...imported, ...importGiven, file: 'a.txt', match: 'review', system: true},
    ],
  ],
  'import apscheduler': [
    ['import apscheduler jobs.json', {...imported, file: 'jobs.json', weekdays: 'apscheduler'}],
    [
      `import apscheduler jobs.json --weekdays cron ${importLine}`,
      {...imported, ...importGiven, file: 'jobs.json', weekdays: 'cron'},
    ],
  ],
  'user add': [
    ['user add bob', {name: 'bob', tier: 'team', json: false}],
    [
      'user add bob --tier free --email bob@example.com --json',
      {name: 'bob', tier: 'free', email: 'bob@example.com', json: true},
    ],
  ],
  'user list': [
    ['user list', {json: false, ndjson: false}],
    ['user list --json --ndjson --fields name', {json: true, ndjson: true, fields: 'name'}],
  ],
  'user set-tier': [['user set-tier bob pro --json', {name: 'bob', tier: 'pro', json: true}]],
  'user remove': [['user remove bob --json', {name: 'bob', json: true}]],
  'db backup': [['db backup a.db --json', {file: 'a.db', json: true}]],
  'db restore': [['db restore a.db --json', {file: 'a.db', json: true}]],
  'db check': [['db check --json', {json: true}]],
  'db migrate': [['db migrate --json', {json: true}]],
  'db prune': [
    ['db prune', {json: false}],
    ['db prune --keep 100 --older-than 90d --json', {keep: 100, olderThan: 7_776_000_000, json: true}],
  ],
  'config get': [
    ['config get', {showOrigin: false, json: false}],
    ['config get user --show-origin --json', {key: 'user', showOrigin: true, json: true}],
  ],
  'config path': [['config path --json', {json: true}]],
  doctor: [['doctor --json', {json: true}]],
  schema: [
    ['schema', {command: [], ndjson: false, json: false}],
    ['schema rules list --ndjson --json', {command: ['rules', 'list'], ndjson: true, json: true}],
  ],
  man: [['man --json', {json: true}]],
  completion: [['completion zsh --json', {shell: 'zsh', json: true}]],
}

async function parsed(line: string) {
  const result = await parseCommandLine(line.split(' '), '1.2.3', recordedIo())
  return {name: result?.command.name, input: result?.input}
}

describe.each(Object.entries(table))('%s', (name, rows) => {
  it.each(rows)('%s', async (line, input) => expect(await parsed(line)).toEqual({name, input}))

  it('is tabled with every flag that it has', async () => {
    const {flags = []} = await commands[name]!()
    const lines = rows.map(([line]) => line).join(' ')
    for (const {syntax} of flags) expect(lines.split(' ')).toContain(syntax.split(' ')[0])
  })
})

it('every command is tabled', () => expect(Object.keys(table)).toEqual(Object.keys(commands)))

describe('a value that a command does not take', () => {
  it.each([
    ['add weekly --splay 2d', '"2d" is not a valid --splay: it takes a duration from 0s to 1d'],
    ['add weekly --timeout 0s', '"0s" is not a valid --timeout: it takes a duration from 1s to 1d'],
    ['add weekly --catch-up-window 367d', '"367d" is not a valid --catch-up-window'],
    [
      'add weekly --max-retries 21',
      '"21" is not a valid --max-retries: it takes a whole number from 0 to 20',
    ],
    ['add weekly --catch-up some', '"some" is not a valid --catch-up: it takes latest, all, none'],
    ['edit weekly --overlap wait', '"wait" is not a valid --overlap: it takes skip, queue, cancel-previous'],
    [
      'run-now weekly --fail-on bad',
      '"bad" is not a valid --fail-on: it takes critical, high, medium, low, info',
    ],
    ['run-now weekly --as-of today', '"today" is not a valid --as-of'],
    ['history --since today', '"today" is not a valid --since'],
    ['history --limit -1', '"-1" is not a valid --limit'],
    ['next --count 0', '"0" is not a valid --count: it takes a whole number from 1 to 10000'],
    ['next --from 2026-02-30', '"2026-02-30" is not a valid --from'],
    ['completion tcsh', '"tcsh" is not a valid <shell>: it takes bash, zsh, fish'],
    [
      'channel add file a --keep 1001',
      '"1001" is not a valid --keep: it takes a whole number from 1 to 1000',
    ],
    ['connection add file emea --encoding utf8', '"utf8" is not a valid --encoding'],
    ['connection add file emea --format jsn', '"jsn" is not a valid --format: it takes csv, json, ndjson'],
  ])('%s', async (line, message) => {
    await expect(parsed(line)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message),
    })
  })
})
