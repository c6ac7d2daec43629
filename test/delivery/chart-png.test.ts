import {expect, it} from 'vitest'
import {chartPng} from '../../src/delivery/chart-png.js'

const picture = {svg: '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"><text>x</text></svg>'}

it('a picture is a PNG with two dots for each of its pixels', async () => {
  const png = Buffer.from((await chartPng(picture))!)
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([20, 10])
})

it('there is none where the optional package is not installed', async () => {
  expect(await chartPng(picture, () => Promise.reject(new Error('ERR_MODULE_NOT_FOUND')))).toBe(null)
})
