// BullMQ: so many job schedulers, each due at the next full minute, worked off by two at a time. Prints the seconds from that
// minute to the last result as JSON. Arguments: port of Redis, count, folder of the files, module and name of the review,
// `plain` (in this process) or `threads` (BullMQ's sandbox in worker threads).
import {setTimeout as pause} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {Queue, QueueEvents, Worker} from 'bullmq'

const [port, count, folder, review, how] = process.argv.slice(2)
const connection = {host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null}
const name = `bench-${process.pid}`
const queue = new Queue(name, {connection})
const events = new QueueEvents(name, {connection})
await events.waitUntilReady()

const dueMs = Math.ceil((Date.now() + 2000 + Number(count) * 2) / 60_000) * 60_000
for (let number = 0; number < Number(count); number++)
  await queue.upsertJobScheduler(
    `review-${number}`,
    {pattern: '* * * * *', startDate: dueMs - 1000},
    {
      name: 'review',
      data: {path: `${folder}/deals-${number % 10}.csv`, review},
      opts: {removeOnComplete: false},
    },
  )

const processor = fileURLToPath(new URL('bullmq-job.mjs', import.meta.url))
const job = how === 'threads' ? processor : (await import(processor)).default
const worker = new Worker(name, job, {connection, concurrency: 2, useWorkerThreads: how === 'threads'})
worker.on('error', error => process.stderr.write(`${error.message}\n`))

let ended = 0
let lastMs = 0
let failed = 0
events.on('completed', () => {
  ended++
  lastMs = Date.now()
})
events.on('failed', () => failed++)
while (ended + failed < Number(count)) await pause(50)
process.stdout.write(JSON.stringify({seconds: (lastMs - dueMs) / 1000, ended, failed}))
process.exit(0)
