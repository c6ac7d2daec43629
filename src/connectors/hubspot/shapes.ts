import * as z from 'zod/mini'
import type {PathName} from './paths.js'

const instant = z.string()

/** `properties` is looked at deal by deal: one wrong value refuses its deal, not the page. */
const record = z.object({
  id: z.string().check(z.regex(/^\d{1,19}$/)),
  properties: z.record(z.string(), z.unknown()),
  createdAt: instant,
  updatedAt: instant,
  propertiesWithHistory: z.optional(
    z.record(z.string(), z.array(z.object({value: z.string(), timestamp: instant}))),
  ),
})

const paging = z.optional(z.nullable(z.object({next: z.optional(z.nullable(z.object({after: z.string()})))})))

const batchErrors = {
  numErrors: z.optional(z.int()),
  errors: z.optional(
    z.array(
      z.object({
        category: z.string(),
        subCategory: z.optional(z.unknown()),
        context: z.optional(z.record(z.string(), z.array(z.string()))),
      }),
    ),
  ),
}

const records = z.object({
  status: z.literal('COMPLETE'),
  results: z.array(record),
  ...batchErrors,
})

const associations = z.object({
  status: z.literal('COMPLETE'),
  results: z.array(
    z.object({
      from: z.object({id: z.string()}),
      to: z.array(
        z.object({
          // A number in some answers of v4, in spite of its description.
          toObjectId: z.union([z.string(), z.number()]),
          associationTypes: z.array(
            z.object({typeId: z.number(), label: z.optional(z.nullable(z.string()))}),
          ),
        }),
      ),
    }),
  ),
  ...batchErrors,
})

const stage = z.object({
  id: z.string(),
  label: z.string(),
  displayOrder: z.number(),
  archived: z.boolean(),
  metadata: z.optional(z.record(z.string(), z.string())),
})

/** What a batch says beside its results. */
export const batchShape = z.object(batchErrors)

export const accountShape = z.object({
  portalId: z.int(),
  timeZone: z.string(),
  companyCurrency: z.string(),
  additionalCurrencies: z.optional(z.nullable(z.array(z.string()))),
  uiDomain: z.string().check(z.regex(/^[\w.-]+$/)),
})

export type Account = z.infer<typeof accountShape>

/** Of answers that are used: what else comes with them is let through. */
export const shapes: Readonly<Record<Exclude<PathName, 'token'>, z.ZodMiniType>> = {
  account: accountShape,
  properties: z.object({
    results: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        type: z.string(),
        hidden: z.optional(z.boolean()),
        hubspotDefined: z.optional(z.boolean()),
      }),
    ),
  }),
  pipelines: z.object({
    results: z.array(
      z.object({id: z.string(), label: z.string(), archived: z.boolean(), stages: z.array(stage)}),
    ),
  }),
  owners: z.object({
    results: z.array(
      z.object({
        id: z.string(),
        archived: z.boolean(),
        firstName: z.optional(z.nullable(z.string())),
        lastName: z.optional(z.nullable(z.string())),
        email: z.optional(z.nullable(z.string())),
      }),
    ),
    paging,
  }),
  dealSearch: z.object({total: z.int().check(z.minimum(0)), results: z.array(record), paging}),
  dealRead: records,
  companyRead: records,
  dealCompanies: associations,
  dealContacts: associations,
}
