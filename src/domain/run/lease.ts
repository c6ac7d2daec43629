/** A lease is void 8 s after its last renewal; it is renewed every 2 s (DESIGN section 6). */
export const leaseMs = 8000
export const renewEveryMs = 2000
