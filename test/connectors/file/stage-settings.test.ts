import {describe, expect, it} from 'vitest'
import {fileConnector} from '../../../src/connectors/file/connector.js'
import {readFile, refusalOf, testFile} from '../../support/read-file.js'

type Stages = Partial<Record<'wonStages' | 'lostStages' | 'openStages' | 'stageOrder', string[]>>

const parsed = async (settings: Stages) => fileConnector.parseSettings({path: '/d', ...settings})

describe('whether two names are one stage', () => {
  it.each<[string[], Stages, string[]]>([
    [['✅', '❌', '🚧'], {wonStages: ['✅']}, ['won', 'open', 'open']],
    [['✅', '❌', '🚧'], {wonStages: ['✅'], lostStages: ['❌']}, ['won', 'lost', 'open']],
    [['जीत', 'जात'], {wonStages: ['जीत']}, ['won', 'open']],
  ])('%s with %o', async (stages, settings, outcomes) => {
    await parsed(settings)
    const {deals} = await readFile(`id,stage\n${stages.map((stage, id) => `${id},${stage}\n`).join('')}`, {
      settings,
    })
    expect(deals.map(({outcome}) => outcome)).toEqual(outcomes)
  })
})

describe('stages that are given', () => {
  it.each<[string, Stages, string]>([
    [
      'won and lost',
      {wonStages: ['Signed'], lostStages: ['Signed']},
      '"Signed" is of --won-stage and of --lost-stage',
    ],
    ['won and open', {wonStages: ['A', 'B'], openStages: ['B']}, '"B" is of --won-stage and of --open-stage'],
    [
      'lost and open',
      {lostStages: ['B'], openStages: ['A', 'B']},
      '"B" is of --lost-stage and of --open-stage',
    ],
    [
      'in other case and punctuation',
      {wonStages: ['Signed off'], lostStages: ['signed-off']},
      '"signed-off" is of',
    ],
    ['twice in order', {stageOrder: ['Lead', 'Demo', 'lead']}, '"lead" is in --stage-order twice'],
    [
      'won and in order',
      {wonStages: ['Demo'], stageOrder: ['Lead', 'Demo']},
      '"Demo" is of --won-stage and of --stage-order',
    ],
    [
      'lost and in order',
      {lostStages: ['Lead'], stageOrder: ['Lead']},
      '"Lead" is of --lost-stage and of --stage-order',
    ],
  ])('%s: refused', async (_, settings, message) =>
    expect(await refusalOf(parsed(settings))).toEqual({
      code: 'usage',
      message: expect.stringContaining(`the stage ${message}`),
      hint: 'give each stage once; case, spaces and punctuation make no other stage',
    }),
  )

  it.each<[string, Stages]>([
    ['each once', {wonStages: ['A'], lostStages: ['B'], openStages: ['C'], stageOrder: ['D', 'E']}],
    ['twice with one outcome', {wonStages: ['Signed', 'signed']}],
    ['open and in order', {openStages: ['Lead'], stageOrder: ['Lead', 'Demo']}],
    ['one that is called won, as lost', {lostStages: ['Closed Won']}],
  ])('%s: taken', async (_, settings) => expect(await parsed(settings)).toMatchObject(settings))

  it('settings that were stored with a contradiction are read as ever', async () => {
    const settings = {wonStages: ['Signed'], lostStages: ['Signed']}
    expect((await readFile('id,stage\n1,Signed\n', {settings})).deals).toMatchObject([{outcome: 'lost'}])
  })

  it.each<[string, Stages, string[]]>([
    ['none', {wonStages: ['Signed'], stageOrder: ['Demo']}, []],
    [
      'an outcome',
      {wonStages: ['Signed'], lostStages: ['Signed']},
      ['"Signed" is of --won-stage and of --lost-stage'],
    ],
    [
      'an outcome and a place',
      {wonStages: ['Signed'], stageOrder: ['Demo', 'signed', 'DEMO']},
      [
        '"signed" is of --won-stage and of --stage-order, which holds open stages',
        '"DEMO" is in --stage-order twice',
      ],
    ],
  ])(
    'settings that were stored with a contradiction of %s: warnings of connection test',
    async (_, settings, told) =>
      expect(
        (await testFile('id,stage\n1,Signed\n2,Demo\n', {settings, label: 'file "emea"'})).report.warnings,
      ).toEqual(
        told.map(
          text =>
            `the stage ${text}; to change it: revsched connection edit with --won-stage, --lost-stage, --open-stage or --stage-order`,
        ),
      ),
  )
})

describe('a stage that no row has', () => {
  const content = 'id,stage\n1,Signed\n2,Demo\n3,\n'
  const told = 'no row has the stage'

  it.each<[string, Stages, string[]]>([
    ['none is given', {}, []],
    ['one that a row has', {wonStages: ['Signed'], stageOrder: ['Demo']}, []],
    ['in other case and punctuation', {wonStages: ['SIGNED!']}, []],
    ['a slip', {wonStages: ['Signd']}, [`${told} "Signd" of --won-stage: did you mean "Signed"?`]],
    [
      'another word',
      {lostStages: ['Nowhere to go']},
      [`${told} "Nowhere to go" of --lost-stage: the file has "Signed", "Demo"`],
    ],
    ['open', {openStages: ['Demos']}, [`${told} "Demos" of --open-stage: did you mean "Demo"?`]],
    [
      'in order',
      {stageOrder: ['Demo', 'Demo 2']},
      [`${told} "Demo 2" of --stage-order: did you mean "Demo"?`],
    ],
    [
      'twice with one outcome',
      {wonStages: ['Signd', 'signd', 'SIGND!']},
      [`${told} "Signd" of --won-stage: did you mean "Signed"?`],
    ],
    [
      'open and in order',
      {openStages: ['Demos'], stageOrder: ['Demo', 'demos']},
      [`${told} "Demos" of --open-stage and --stage-order: did you mean "Demo"?`],
    ],
    [
      'two of one flag',
      {wonStages: ['Signd', 'Demos', 'signd']},
      [
        `${told} "Signd" of --won-stage: did you mean "Signed"?`,
        `${told} "Demos" of --won-stage: did you mean "Demo"?`,
      ],
    ],
  ])('%s', async (_, settings, warnings) => {
    expect((await testFile(content, {settings})).report.warnings).toEqual(warnings)
    expect((await readFile(content, {settings})).report.warnings).toEqual([])
  })

  it.each([
    [12, /"S11"$/],
    [13, /"S11" and 1 more$/],
  ])('of %i stages of the file twelve are shown', async (count, shown) => {
    const rows = Array.from({length: count}, (_, index) => `${index},S${index}\n`).join('')
    const {report} = await testFile(`id,stage\n${rows}`, {settings: {wonStages: ['Nowhere to go']}})
    expect(report.warnings).toEqual([expect.stringMatching(shown)])
  })

  it('says nothing of a file without stages', async () =>
    expect((await testFile('id,stage\n', {settings: {wonStages: ['Signed']}})).report.warnings).toEqual([]))
})
