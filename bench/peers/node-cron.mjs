// A plain loop of node-cron: sixty tasks, one a second, each making the review in this process. Prints how many milliseconds after
// its second each began, as JSON. Arguments: the file of deals, module and name of the review.
import cron from 'node-cron'

const [path, specifier] = process.argv.slice(2)
const [module, name] = specifier.split('#')
const review = (await import(module))[name]
const lateMs = []
// The first minute that is whole.
const fromMs = Math.ceil(Date.now() / 60_000) * 60_000
for (let second = 0; second < 60; second++)
  cron.schedule(`${second} * * * * *`, async () => {
    const nowMs = Date.now()
    if (nowMs < fromMs) return
    lateMs.push(nowMs - Math.floor(nowMs / 1000) * 1000)
    await review(path)
    if (lateMs.length < 60) return
    process.stdout.write(JSON.stringify(lateMs))
    process.exit(0)
  })
