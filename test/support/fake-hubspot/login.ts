import {createHash} from 'node:crypto'
import type {FakeAnswer, FakeRequest} from './answers.js'

type Form = Readonly<Record<string, string>>

/** HubSpot's token endpoint with one app and one person's consent. */
export class FakeLogin {
  readonly clientId = 'app-1'
  readonly clientSecret = 'app-secret'
  refreshToken = 'refresh-1'
  /** HubSpot may give a new refresh token with each access token; the one before is void then. */
  isRotating = false
  accessTokens: string[] = []
  #code: {code: string; challenge: string; redirectUrl: string} | null = null

  /** What the browser's page does: remembers whom it let in, and gives the code. */
  consent(page: URL): string {
    const code = 'code-1'
    this.#code = {
      code,
      challenge: page.searchParams.get('code_challenge') ?? '',
      redirectUrl: page.searchParams.get('redirect_uri') ?? '',
    }
    return code
  }

  answer({path, body}: FakeRequest): FakeAnswer {
    if (!/^\/oauth\/(v1|v3)\/token$/.test(path)) return refusal(404, 'NOT_FOUND')
    const form = (body ?? {}) as Form
    if (form.client_id !== this.clientId || form.client_secret !== this.clientSecret)
      return refusal(400, 'BAD_CLIENT_ID')
    if (form.grant_type === 'authorization_code') return this.#exchanged(form)
    if (form.refresh_token !== this.refreshToken) return refusal(400, 'BAD_REFRESH_TOKEN')
    if (this.isRotating) this.refreshToken = `refresh-${Number(this.refreshToken.slice(8)) + 1}`
    return this.#tokens()
  }

  #exchanged({code, redirect_uri, code_verifier = ''}: Form): FakeAnswer {
    const challenge = createHash('sha256').update(code_verifier).digest('base64url')
    const isRight =
      this.#code?.code === code &&
      this.#code?.redirectUrl === redirect_uri &&
      this.#code?.challenge === challenge
    this.#code = null
    return isRight ? this.#tokens() : refusal(400, 'BAD_AUTH_CODE')
  }

  #tokens(): FakeAnswer {
    const access = `access-${this.accessTokens.length + 1}`
    this.accessTokens.push(access)
    return {
      status: 200,
      body: {access_token: access, refresh_token: this.refreshToken, token_type: 'bearer', expires_in: 1800},
    }
  }
}

function refusal(status: number, reason: string): FakeAnswer {
  return {
    status,
    body: {
      status: reason,
      message: 'missing or unknown',
      correlationId: '0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f',
      category: reason,
    },
  }
}
