/** HTTP requests with a tenant's key; an error is an answer like any other. */
export class TenantClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** The status of the answer, with its code where it has one. */
  async status(method: string, path: string, init: RequestInit = {}): Promise<string> {
    const response = await this.request(method, path, init);
    const text = await response.text();
    if (response.ok) return String(response.status);
    const [, code = ""] = /"code":"(\w+)"/.exec(text) ?? [];
    return `${response.status} ${code}`.trim();
  }

  async json<Body>(method: string, path: string, init: RequestInit = {}): Promise<Body> {
    const response = await this.request(method, path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Body;
  }

  private request(method: string, path: string, init: RequestInit): Promise<Response> {
    const headers = { Authorization: `Bearer ${this.key}`, ...init.headers };
    return fetch(`${this.url}${path}`, { ...init, method, headers });
  }
}

/** A request with a JSON body. */
export function jsonBody(body: unknown): RequestInit {
  return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}
