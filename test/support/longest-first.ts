/**
 * The tests that take longest, half a minute and more each, most of it waiting for processes. They are begun first: one of them that is
 * begun last keeps all other cores waiting for its end.
 */
export const longestFirst: readonly string[] = [
  'daemon/daemon-process',
  'docs/examples',
  'daemon/daemon-notifies',
  'connectors/salesforce/bulk',
  'store/killed-rotation',
  'daemon/killed-daemon',
  'daemon/kill-loop',
  'crm-connections',
  'daemon/clock-faults',
  'daemon/storage-faults',
  'daemon/pings',
  'scenarios',
  'daemon/hanging-thread',
  'connectors/salesforce/faults',
  'store/killed',
  'daemon/stopping',
  'app/who-may-do-what',
]
