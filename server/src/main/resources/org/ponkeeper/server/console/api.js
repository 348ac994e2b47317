// The server's JSON API: calls, errors, pages and streams.

const TOKEN = 'ponkeeper.token';

/** A little longer than a call may take at the server: limits.request_time. */
const PATIENCE_MS = 65_000;

/** An error of the API, or of the way to it. `status` is 0 if no answer came. */
export class ApiError extends Error {
  constructor(status, body) {
    super(body.message || `The server answered with status ${status}.`);
    const detail = (body.details || []).find(one => (one['@type'] || '').endsWith('ErrorDetail')) || {};
    this.status = status;
    this.code = detail.code || '';
    this.facts = detail.facts || [];
    this.remedy = detail.remedy || '';
    this.isOutcomeUnknown = status === 0 ? false : detail.nothing_happened === false;
  }

  get isSignInNeeded() {
    return this.status === 401;
  }

  get isNotFound() {
    return this.status === 404 || /_NOT_FOUND$|_NOT_REGISTERED$/.test(this.code);
  }
}

class NoAnswer extends ApiError {
  constructor(isChange) {
    super(0, {message: 'The server does not answer.'});
    this.remedy = isChange
      ? 'Whether the change was made is unknown: look at the data again before you repeat it.'
      : 'Check that the server runs and that this computer can reach it.';
    this.isOutcomeUnknown = isChange;
  }
}

/** A resource name as part of a path. */
function encoded(name) {
  return name.split('/').map(part => encodeURIComponent(part).replaceAll('%3A', ':')).join('/');
}

function url(path, query) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query || {})) {
    if (value !== undefined && value !== null && value !== '' && value !== false) words.set(name, value);
  }
  return `/v1/${encoded(path)}${words.size ? `?${words}` : ''}`;
}

export class Api {
  /** Called when the server does not know the caller. */
  onSignInNeeded = () => {};

  get token() {
    return sessionStorage.getItem(TOKEN) || '';
  }

  set token(value) {
    if (value) {
      sessionStorage.setItem(TOKEN, value);
    } else {
      sessionStorage.removeItem(TOKEN);
    }
  }

  async #fetch(verb, path, query, body, signal) {
    const headers = {accept: 'application/json'};
    const token = this.token;
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    let response;
    try {
      response = await fetch(url(path, query), {
        method: verb,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal,
        cache: 'no-store',
        redirect: 'error',
      });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new NoAnswer(verb !== 'GET');
    }
    if (!response.ok) {
      const error = new ApiError(response.status, await response.json().catch(() => ({})));
      // An answer to a call with an earlier token says nothing about the one that was given since.
      if (error.isSignInNeeded && token === this.token) this.onSignInNeeded();
      throw error;
    }
    return response;
  }

  async #object(verb, path, query, body, patienceMs = PATIENCE_MS) {
    const response = await this.#fetch(verb, path, query, body, AbortSignal.timeout(patienceMs));
    try {
      return await response.json();
    } catch {
      throw new NoAnswer(verb !== 'GET');
    }
  }

  get(path, query, patienceMs) {
    return this.#object('GET', path, query, undefined, patienceMs);
  }

  post(path, body) {
    return this.#object('POST', path, undefined, body);
  }

  delete(path, query) {
    return this.#object('DELETE', path, query);
  }

  /** The messages of a stream, one of each line. */
  async *stream(verb, path, query, body, signal) {
    const response = await this.#fetch(verb, path, query, body, signal);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      let part;
      try {
        part = await reader.read();
      } catch (error) {
        if (error.name === 'AbortError') throw error;
        throw new NoAnswer(verb !== 'GET');
      }
      if (part.done) return;
      const lines = (rest + part.value).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (!line) continue;
        const message = JSON.parse(line);
        if (message.error) throw new ApiError(500, message.error);
        yield message;
      }
    }
  }

  /** The last message of a stream of progress. `onProgress` receives those before. */
  async last(verb, path, query, body, onProgress) {
    let last;
    for await (const message of this.stream(verb, path, query, body)) {
      if (message.progress) {
        onProgress(message.progress);
      } else {
        last = message;
      }
    }
    if (!last) throw new NoAnswer(true);
    return last;
  }

  /** All entries of a list, page by page. */
  async all(path, field, query) {
    const entries = [];
    let token = '';
    do {
      const page = await this.get(path, {page_size: 1000, ...query, page_token: token});
      entries.push(...page[field]);
      token = page.next_page_token;
    } while (token);
    return entries;
  }
}
