// Loaded before the program by bench/run.mjs: tells at its end how much memory it took at most, in MB.
const {writeSync} = require('node:fs')

process.on('exit', () => writeSync(2, `\nmaxRssMb=${Math.round(process.resourceUsage().maxRSS / 1024)}\n`))
