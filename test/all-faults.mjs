import {spawnSync} from 'node:child_process'

// The tests of faults in their long forms: what the gate does a few times, here at every place and as often as is asked for. It takes
// eight minutes on two quiet cores, half an hour on busy ones. Each number may be given, as REVSCHED_KILLS=2000.

const longForms = {
  REVSCHED_EVERY_KILL: '1',
  REVSCHED_KILLS: '200',
  REVSCHED_LOCK_SECONDS: '30',
  REVSCHED_WRITES: '20',
}

const files = [
  'test/daemon/killed-daemon',
  'test/daemon/kill-loop',
  'test/daemon/storage-faults',
  'test/daemon/daemon-process',
  'test/daemon/broken-threads',
  'test/daemon/hanging-thread',
  'test/daemon/hostile-rules',
  'test/daemon/clock-faults',
  'test/daemon/crowded',
  'test/store/killed',
  'test/store/disk-faults',
  'test/store/locking',
  'test/crm-faults/refresh',
]

const started = Date.now()
const {status} = spawnSync(
  'npx',
  [
    '--no-install',
    'vitest',
    'run',
    '--reporter=verbose',
    ...(process.argv[2] ? process.argv.slice(2) : files),
  ],
  {stdio: 'inherit', env: {...longForms, ...process.env}},
)
console.info(
  `${Math.round((Date.now() - started) / 1000)} s, ${status === 0 ? 'no violation' : 'with violations, see above'}`,
)
process.exitCode = status ?? 1
