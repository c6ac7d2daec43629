#!/usr/bin/env node
'use strict'
// Plain old syntax and no module but the first: a Node too old for the program must get as far as its one clear line.
require('../dist/start.js').start(process)
