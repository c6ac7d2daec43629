import {createHash, type KeyObject, verify} from 'node:crypto'

type TokenAnswer = {status: number; body: Record<string, string>}

/** What an org knows of those who may log in; changed by tests. */
export class FakeOauth {
  clientId = 'client-1'
  clientSecret: string | null = null
  username = 'ann@acme.com'
  /** Public half of the certificate for JWT. */
  publicKey: KeyObject | null = null
  /** Whether a refresh gives a new refresh token and ends the old one. */
  rotates = true
  /** Where the API is, without a slash at the end. */
  instanceUrl = ''
  /** Access tokens that are taken; a test empties it to end all sessions. */
  readonly accessTokens = new Set<string>()
  readonly refreshTokens = new Set<string>()
  /** Codes that were given to a browser, with the challenge they came with. */
  readonly codes = new Map<string, {challenge: string; redirectUri: string}>()
  #made = 0

  /** What the login page does when the user agrees: the code that goes back to the program. */
  authorize(url: string): {code: string; state: string} {
    const {searchParams} = new URL(url)
    const code = `aPrx-code-${++this.#made}`
    this.codes.set(code, {
      challenge: searchParams.get('code_challenge') ?? '',
      redirectUri: searchParams.get('redirect_uri') ?? '',
    })
    return {code, state: searchParams.get('state') ?? ''}
  }

  newAccessToken(): string {
    const token = `00D000000000001!AQ-access-${++this.#made}`
    this.accessTokens.add(token)
    return token
  }

  newRefreshToken(): string {
    const token = `5Aep-refresh-${++this.#made}`
    this.refreshTokens.add(token)
    return token
  }

  /** `POST /services/oauth2/token`. */
  token(form: URLSearchParams, loginUrl: string): TokenAnswer {
    const grants: Record<string, () => TokenAnswer> = {
      authorization_code: () => this.#byCode(form),
      refresh_token: () => this.#byRefreshToken(form),
      client_credentials: () => this.#byClient(form),
      'urn:ietf:params:oauth:grant-type:jwt-bearer': () => this.#byJwt(form, loginUrl),
    }
    const grant = grants[form.get('grant_type') ?? '']
    return grant ? grant() : refused('unsupported_grant_type', 'grant type not supported')
  }

  #byCode(form: URLSearchParams): TokenAnswer {
    if (form.get('client_id') !== this.clientId)
      return refused('invalid_client_id', 'client identifier invalid')
    if (!this.#isClientSecret(form)) return refused('invalid_client', 'invalid client credentials')
    const code = this.codes.get(form.get('code') ?? '')
    this.codes.delete(form.get('code') ?? '')
    if (!code) return refused('invalid_grant', 'expired authorization code')
    if (code.redirectUri !== form.get('redirect_uri'))
      return refused('redirect_uri_mismatch', 'redirect_uri must match configuration')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (challenge !== code.challenge) return refused('invalid_grant', 'invalid code verifier')
    return this.#granted({refresh_token: this.newRefreshToken()})
  }

  #byRefreshToken(form: URLSearchParams): TokenAnswer {
    if (form.get('client_id') !== this.clientId)
      return refused('invalid_client_id', 'client identifier invalid')
    const token = form.get('refresh_token') ?? ''
    if (!this.refreshTokens.has(token)) return refused('invalid_grant', 'expired access/refresh token')
    if (!this.rotates) return this.#granted({})
    this.refreshTokens.delete(token)
    return this.#granted({refresh_token: this.newRefreshToken()})
  }

  #byClient(form: URLSearchParams): TokenAnswer {
    if (form.get('client_id') !== this.clientId)
      return refused('invalid_client_id', 'client identifier invalid')
    if (this.clientSecret === null || !this.#isClientSecret(form))
      return refused('invalid_client', 'invalid client credentials')
    return this.#granted({})
  }

  #byJwt(form: URLSearchParams, loginUrl: string): TokenAnswer {
    const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
    const isSigned =
      this.publicKey !== null &&
      verify(
        'RSA-SHA256',
        Buffer.from(`${header}.${claims}`),
        this.publicKey,
        Buffer.from(signature, 'base64url'),
      )
    if (!isSigned) return refused('invalid_grant', 'invalid assertion')
    const {iss, sub, aud, exp} = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
      string,
      unknown
    >
    if (iss !== this.clientId) return refused('invalid_client_id', 'client identifier invalid')
    if (sub !== this.username) return refused('invalid_grant', "user hasn't approved this consumer")
    if (aud !== loginUrl) return refused('invalid_grant', 'audience is invalid')
    const left = Number(exp) - Date.now() / 1000
    if (!(left > 0 && left <= 300)) return refused('invalid_grant', 'expired authorization code')
    return this.#granted({})
  }

  /** A public client sends none. */
  #isClientSecret(form: URLSearchParams): boolean {
    return form.get('client_secret') === this.clientSecret
  }

  #granted(more: Record<string, string>): TokenAnswer {
    return {
      status: 200,
      body: {
        access_token: this.newAccessToken(),
        signature: 'c2ln',
        scope: 'api refresh_token id',
        instance_url: this.instanceUrl,
        id: `${this.instanceUrl}/id/00D000000000001EAA/005000000000001AAA`,
        token_type: 'Bearer',
        issued_at: '1764115200000',
        ...more,
      },
    }
  }
}

function refused(error: string, error_description: string): TokenAnswer {
  return {status: 400, body: {error, error_description}}
}
