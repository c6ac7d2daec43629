export type Tier = 'free' | 'pro' | 'team' | 'enterprise'

/** Who acts. Every use case takes one. */
export type User = {id: string; name: string; email: string | null; tier: Tier; createdAt: Date}
