// Searches for creators from other programs: an ES module without dependencies, for browsers and Node 18 or later.
// Types and descriptions are in job-manager.d.ts; /docs shows how to use it.

const RETRIES = 3;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** What the API refused, with the code and the words of its problem document. */
export class ApiProblem extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title ?? `The API answered ${problem.status}.`);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code;
    this.problem = problem;
  }
}

export class JobManager {
  #baseUrl;
  #apiKey;
  #getStreamTicket;
  #fetch;

  constructor({ baseUrl = '', apiKey, getStreamTicket, fetch = (...request) => globalThis.fetch(...request) } = {}) {
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#apiKey = apiKey;
    this.#getStreamTicket = getStreamTicket;
    this.#fetch = fetch;
  }

  submitSingleCreator(username, options) {
    return this.#submit('/api/v1/instagram/search', { username }, options);
  }

  submitBulkCreators(usernames, options) {
    return this.#submit('/api/v1/instagram/bulk-search', { usernames }, options);
  }

  getJobStatus(jobId) {
    return this.#call('GET', `/api/v1/jobs/${encodeURIComponent(jobId)}/status`);
  }

  getJobResults(jobId) {
    return this.#call('GET', `/api/v1/jobs/${encodeURIComponent(jobId)}/results`);
  }

  cancelJob(jobId) {
    return this.#call('POST', `/api/v1/jobs/${encodeURIComponent(jobId)}/cancel`);
  }

  subscribeToJobUpdates(jobId, onUpdate, { lastEventId, signal } = {}) {
    const stop = new AbortController();
    signal?.addEventListener('abort', () => stop.abort(), { once: true });
    if (signal?.aborted) stop.abort();
    const path = jobId === null ? '/api/v1/jobs/events' : `/api/v1/jobs/${encodeURIComponent(jobId)}/events`;
    const done = this.#tell(this.#updates(path, jobId !== null, lastEventId, stop.signal), onUpdate);
    return { close: () => stop.abort(), done };
  }

  #submit(path, creators, { priority, refresh, maxCredits, idempotencyKey = crypto.randomUUID() } = {}) {
    return this.#call('POST', path, { ...creators, priority, refresh, maxCredits }, { 'Idempotency-Key': idempotencyKey });
  }

  // Asks again when nothing is known to be wrong with the request. Submissions carry an Idempotency-Key, so that none starts twice.
  async #call(method, path, body, headers = {}) {
    for (let attempt = 0; ; attempt++) {
      let response;
      try {
        response = await this.#fetch(this.#baseUrl + path, {
          method,
          headers: { ...this.#authorization(), ...(body && { 'Content-Type': 'application/json' }), ...headers },
          body: body && JSON.stringify(body),
        });
      } catch (error) {
        if (attempt >= RETRIES) throw error;
        await pause(waitAfter(attempt));
        continue;
      }

      if (response.ok) return response.json();
      const problem = await problemOf(response);
      if (attempt >= RETRIES || !mayPass(problem)) throw problem;
      await pause(Number(response.headers.get('Retry-After')) * 1000 || waitAfter(attempt));
    }
  }

  async #tell(updates, onUpdate) {
    for await (const update of updates) onUpdate(update);
  }

  // Goes on where it stopped whenever the connection breaks, until the job's last event, close() or a refusal.
  async *#updates(path, isOfOneJob, lastEventId, signal) {
    let emptyInARow = 0;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const response = await this.#open(path, lastEventId, signal);
        if (response.ok) {
          let isEmpty = true;
          for await (const { id, data } of serverSentEvents(response.body)) {
            const update = JSON.parse(data);
            [failures, isEmpty, lastEventId] = [0, false, id];
            yield update;
            if (isOfOneJob && (update.kind === 'job.ended' || (update.type === 'snapshot' && update.job.completedAt))) return;
          }

          // Nothing to tell beyond lastEventId, and closed: the job had ended before; the first time it may be a server that stops.
          emptyInARow = isEmpty ? emptyInARow + 1 : 0;
          if (isOfOneJob && emptyInARow > 1) return;
        } else {
          const problem = await problemOf(response);
          if (!mayPass(problem)) throw problem;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof TypeError)) throw error; // fetch's word for a broken connection
      }

      await pause(waitAfter(failures), signal);
    }
  }

  async #open(path, lastEventId, signal) {
    const query = new URLSearchParams();
    if (lastEventId !== undefined) query.set('lastEventId', lastEventId);
    if (this.#getStreamTicket) query.set('ticket', await this.#getStreamTicket());
    return this.#fetch(`${this.#baseUrl}${path}?${query}`, {
      headers: { Accept: 'text/event-stream', ...(this.#getStreamTicket ? {} : this.#authorization()) },
      signal,
    });
  }

  #authorization() {
    return this.#apiKey ? { Authorization: `Bearer ${this.#apiKey}` } : {};
  }
}

// Whether the same request may be answered otherwise a moment later.
function mayPass({ status, code }) {
  return status === 429 || status >= 500 || code === 'idempotency_key_in_use';
}

async function problemOf(response) {
  try {
    return new ApiProblem({ status: response.status, ...(await response.json()) });
  } catch {
    return new ApiProblem({ status: response.status });
  }
}

async function* serverSentEvents(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
        const fields = text.slice(0, end).split('\n').map(line => line.match(/^(id|data): ?(.*)$/)).filter(Boolean);
        const data = fields.filter(field => field[1] === 'data').map(field => field[2]).join('\n');
        if (data) yield { id: fields.find(field => field[1] === 'id')?.[2], data };
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function waitAfter(attempt) {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.8 + 0.4 * Math.random());
}

function pause(ms, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
