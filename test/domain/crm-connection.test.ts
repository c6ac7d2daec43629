import {expect, it} from 'vitest'
import {connectionKinds, connectionLabel, kindIn} from '../../src/domain/crm-connection.js'

it.each(connectionKinds)('the kind %s is found in its label, whatever the name', kind => {
  expect(kindIn(connectionLabel({kind, name: 'file "x"'}))).toBe(kind)
})

it.each(['', 'file', 'files "x"', 'a file "x"'])('there is no kind in the label %j', label => {
  expect(kindIn(label)).toBeNull()
})
