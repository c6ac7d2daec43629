import type {Config} from '../src/config/load-config.js'

type SettingText = {means: string; byDefault: string; example: string}

/** What docs/reference/settings.md says of each setting. */
export const settings: Readonly<Record<keyof Config, SettingText>> = {
  database: {
    means: 'the SQLite file to work on; flag `--database`',
    byDefault: '`revsched.db` in the data folder',
    example: '/srv/revsched/reviews.db',
  },
  user: {
    means: 'who acts ([Users](../users.md)); flag `--user`',
    byDefault: 'the operating-system account',
    example: 'revops',
  },
  timezone: {
    means: 'the zone of new scheduled reviews and of dates, an IANA name',
    byDefault: "the machine's",
    example: 'Europe/Berlin',
  },
  ruleset: {
    means:
      'the rules of new reviews: `recommended`, `strict`, `minimal`, or a [rule file](../rule-files.md); with `/`, `.yaml`, `.yml` or `.json` it is a path',
    byDefault: '`recommended`',
    example: 'rules.yaml',
  },
  color: {
    means: '`auto` (on a terminal), `always` or `never`; flag `--color`',
    byDefault: '`auto`',
    example: 'never',
  },
  concurrency: {
    means: 'reviews that the daemon runs at a time, 2 to 64; flag `--concurrency` of `daemon`',
    byDefault: 'as many as cores, at least 4',
    example: '8',
  },
  logLevel: {
    means: '`error`, `warn`, `info` or `debug`; flag `--log-level` of `daemon`',
    byDefault: '`info`',
    example: 'debug',
  },
  backupFolder: {
    means: 'the folder in which the daemon puts a backup each day ([Running](../running.md#backup))',
    byDefault: 'none: no backups',
    example: '/srv/backups/revsched',
  },
  backupsKept: {
    means: 'how many of these backups stay there, 1 to 999',
    byDefault: '`7`',
    example: '14',
  },
}

/** Beside those of the settings. */
export const environment: readonly {name: string; means: string}[] = [
  {name: 'REVSCHED_HOME', means: 'one folder for everything, in place of those below'},
  {
    name: 'REVSCHED_MASTER_KEY',
    means:
      'the key that seals secrets: 32 bytes as base64 or hexadecimal (`openssl rand -base64 32`), in place of the key file ([Running](../running.md#secrets))',
  },
  {
    name: 'REVSCHED_CRM_SECRET',
    means:
      'the token, client secret or private key for one `connection add`, `connection edit`, `connection login` or `init`',
  },
  {
    name: 'REVSCHED_CHANNEL_SECRET',
    means: 'the webhook URL, token or password for one `channel add` or `init`',
  },
  {name: 'REVSCHED_PING_URL', means: 'the ping URL for one `add` or `edit` ([Pings](../pings.md))'},
  {name: 'NO_COLOR', means: 'not empty: no colours, whatever flag and setting say'},
  {
    name: 'FORCE_COLOR',
    means: 'not empty and not `0`: colours also where no terminal is, unless the setting is `never`',
  },
  {name: 'COLUMNS', means: 'the width of tables'},
  {name: 'TERM', means: '`dumb`: no colours and no questions'},
  {name: 'TZ', means: "the machine's time zone, the default of `timezone`"},
  {
    name: 'HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY',
    means: 'the proxy of all calls but mail, also in lower case ([Network](../network.md#proxies))',
  },
  {
    name: 'NODE_EXTRA_CA_CERTS',
    means: 'a file of authorities to trust beside those of Node ([Network](../network.md#certificates))',
  },
  {
    name: 'XDG_CONFIG_HOME`, `XDG_DATA_HOME',
    means: 'where folders of settings and of data are, as absolute paths; relative ones are passed over',
  },
  {
    name: 'STATE_DIRECTORY`, `CONFIGURATION_DIRECTORY`, `CREDENTIALS_DIRECTORY',
    means:
      'set by systemd: the folders of data and of settings, and the one in which the credential `revsched-key` is',
  },
  {
    name: 'NOTIFY_SOCKET`, `JOURNAL_STREAM',
    means: 'set by systemd: where the daemon says how it is, and whether its log goes to the journal',
  },
  {
    name: 'DISPLAY`, `WAYLAND_DISPLAY`, `SSH_CONNECTION`, `SSH_TTY`, `SSH_CLIENT`, `WSL_DISTRO_NAME',
    means: 'tell whether there is a browser to open, for `report --open` and `connection login`',
  },
  {
    name: 'UV_THREADPOOL_SIZE',
    means: "Node's threads for files; the daemon reserves what it needs unless it is set",
  },
]

export const folders: readonly {name: string; where: string; mode: string; means: string}[] = [
  {name: 'config.yaml', where: 'settings', mode: 'yours', means: 'the settings of this page'},
  {
    name: 'revsched.db',
    where: 'data',
    mode: '0600',
    means: 'connections, reviews, runs, deliveries; with `-wal` and `-shm` beside it while it is open',
  },
  {
    name: 'revsched.db-daemon-lock',
    where: 'of the database',
    mode: '0600',
    means:
      'held by the daemon while it runs, and left when it stops; delete it only together with the database: beside it, no empty one is made',
  },
  {
    name: 'revsched.key',
    where: 'data',
    mode: '0600',
    means:
      'the key that seals secrets, made with the first one; `.next`, `.<name>` and `-lock` beside it belong to a [new key](../running.md#a-new-key)',
  },
  {
    name: 'revsched.db.before-v<n>.<time>.bak',
    where: 'of the database',
    mode: '0600',
    means: 'verified backup before a migration',
  },
  {
    name: 'revsched.db.<time>.bak',
    where: '`backupFolder`',
    mode: '0600',
    means: 'verified backup of a day, made by the daemon; `.part-<...>` beside it is one that is being made',
  },
  {
    name: 'revsched.db.before-restore.<time>.bak',
    where: 'of the database',
    mode: '0600',
    means: 'the database that `db restore` replaced',
  },
]
