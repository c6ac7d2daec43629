import type {CrmAccess, KeptRecords} from '../../src/domain/ports/crm-access.js'

/** Keeps records as the database does, for as long as the test runs. */
export function keptInMemory(
  kept = new Map<string, KeptRecords>(),
): Pick<CrmAccess, 'keptRecords' | 'keepRecords'> {
  return {
    keptRecords: async shape => kept.get(shape) ?? null,
    async keepRecords(shape, records) {
      const known = kept.get(shape)
      if (!known || known.readAt < records.readAt) kept.set(shape, records)
    },
  }
}
