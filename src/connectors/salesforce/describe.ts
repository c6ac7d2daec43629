import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import type {Rest} from './rest.js'

const answer = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      length: z.optional(z.number()),
      calculated: z.optional(z.boolean()),
      relationshipName: z.optional(z.nullable(z.string())),
    }),
  ),
})

export type DescribedField = z.infer<typeof answer>['fields'][number]

/** Fields of an object that the connection's user may see, by name; those hidden from the user are not among them. */
export async function describeObject(
  rest: Rest,
  object: string,
): Promise<ReadonlyMap<string, DescribedField>> {
  const result = answer.safeParse(await rest.get(`${rest.base}/sobjects/${object}/describe`))
  if (!result.success)
    throw new RevschedError('incomplete', `${rest.label} describes ${object} in a way that cannot be read`, {
      hint: 'check --api-url',
      canPass: true,
    })
  return new Map(result.data.fields.map(field => [field.name, field]))
}
